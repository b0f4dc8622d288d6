"""The names the demo authority draws from.  Every person made of them is invented."""

from __future__ import annotations


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIRLS = _names(
    """
    Maisie Zoë Siân Aisha Amara Anaya Annika Bronwen Cerys Chloë Daisy Edie Elif Esme Fatou Freya Gwen Hana
    Hermione Inês Iris Isla Jasmine Jóhanna Kasia Layla Leïla Lowri Lucía Mabel Małgorzata Marta Mei Mia Nadia
    Naomi Nia Niamh Noor Olwen Orla Phoebe Priya Renée Roisin Rosa Ruby Saoirse Seren Shanice Sofia Tamsin Thuy
    Tilly Uma Vera Wren Yasmin Zainab Zara
    """
)
BOYS = _names(
    """
    Kofi Łukasz Otis Rhys Ibrahim Ezra Dev Umar Malik Kai Arlo Aled Amir André Archie Bartosz Benedict Bilal
    Caleb Chidi Cormac Dafydd Daniel Dáithí Emeka Emyr Ewan Felix Finlay Gethin Haris Hugo Idris Isaac Iwan
    Jamal Joel José Jude Kamil Leo Luca Marek Mateusz Milo Musa Nathan Nikhil Noah Oakley Omar Oskar Rafael
    Rohan Rory Samir Sören Tariq Theo Tomos Toby Vikram Yusuf Zachary
    """
)
SURNAMES = _names(
    """
    Farrowdale Sheldrake Thistlewood Ibekwe Quayle Glenister Chaudhri Penhaligon Nettleship Corrigan Hallowell
    Larkhill Okonjo Wainfleet Inchbald Tamworth Bellwood Vantongeren Umarova Dunmore Kavanaugh Barrowby
    Zielińska Lowther O’Hanlon Nguyễn Ashdown Brackenbury Castleton Dąbrowski Evenholme Fenwright Garside
    Harkness Ilesanmi Jessamine Kirkbride Llewelyn-Price Marchbank Ndiaye Oyelaran Pemberley Quartermain Rackham
    Siddall Thornycroft Underhay Varnish Whitlock Yarrow Zaman Adeyemi-Cole Birtwhistle Çelik D’Arblay Eastlake
    Fairweather Gossage Hollingbury Ivanović Jagger-Lane Kestrel Lindholm Mbeki-Stone MacAvoy Nakagawa Öberg
    Pettigrew Qureshi Rosewarne Saltmarsh Tregenza Ulverscroft Vaisey Winterbourne Xuereb Yelland Zajączek
    Abernathy Bhattarai Coppleston Dewhurst Ellingham Fotheringay García-Moss Haverstock Isherton Jumbe Kowalska
    Lavenham Müller-Hart Nightingale Ormerod Pascoe Rahimi Skelmersdale Tolliver Uddin-Shaw Vickerstaff Wherwell
    """
)
MOTHERS = _names(
    """
    Jo Agnieszka Beth Carys Dawn Efua Farida Gemma Helen Ifeoma Jacinta Karen Lorna Magda Nasreen Olena Patrice
    Rachel Sunita Tanya Ursula Val Wendy Ximena Yvette Zofia
    """
)
FATHERS = _names(
    """
    Mark Adewale Bryn Craig Declan Errol Faisal Gareth Hamid Ivor Jarek Keith Liam Mehmet Neil Owain Piotr Ravi
    Steve Tunde Viktor Warren Yaw Zoran
    """
)
GRANDPARENTS = _names(
    """
    Sheila Bernard Doreen Clifton Pearl Eric
    """
)
OFFICER_FORENAMES = _names(
    """
    Anwen Bashir Callum Delphine Eithne Farah Gwilym Harriet Imran Jolyon Kezia Lachlan Maren Nuala Oisín Petra
    Quentin Rhona Soraya Tobias Ulrike Verity Wilf Xanthe Yolanda Zubair Alun Bettina Ciaran Dilys Emre Florian
    Greta Hamish Isolde Jarrah Katrin Leocadia Merryn Nkechi Orsolya Padraig Rosalind Silas Tegan Umberto Viveka
    Winston
    """
)
OFFICER_SURNAMES = _names(
    """
    Albright Beresford Carmody Devereux Elphick Fitzalan Greatorex Hathersage Ingleby Jarrold Kerridge Lockyer
    Mandeville Northcote Osgood Pargeter Quillfeather Ravenscroft Standish Trelawney Uppingham Vellacott Wadsley
    Yeatman Ambler Bickerstaff Cottingley Dunnett Everdene Foxcroft Gillow Hornsea Illingworth Jermyn Knapton
    Linacre Mottram Newsome Oldroyd Popplewell Rawcliffe Sowerby Tinsley Utley Vernham Wombwell Yardley
    Aldwinckle Brocklesby Cantelow Duxbury Entwhistle Frobisher Goodenough Hebblethwaite Ibbotson Judd Kershaw
    Lumb Micklethwait Netherwood Ogden Pickersgill Ramsbottom Stansfield Thackray Umpleby Varley Wrigglesworth
    Youngman
    """
)
SENCOS = (
    "Ilse Brandreth", "Pauline Copley", "Martin Dennison", "Shazia Ellahi", "Glenys Fairclough", "Dominic Grantley",
    "Hyacinth Marlott", "Robyn Inskip", "Eszter Juhász", "Fergus Kinnear", "Adaeze Lawal", "Lynne Midgley",
    "Mirela Negru", "Craig Oram",
)  # fmt: skip
LEAD_PSYCHOLOGISTS = ("Ama Osei", "Mark Thorne", "Kiran Patel-Ward", "Eluned Garrick")

NEEDS = (
    ("Autistic spectrum disorder", 32),
    ("Speech, language and communication needs", 20),
    ("Social, emotional and mental health", 18),
    ("Moderate learning difficulty", 10),
    ("Severe learning difficulty", 8),
    ("Specific learning difficulty", 4),
    ("Physical disability", 4),
    ("Hearing impairment", 2),
    ("Vision impairment", 1),
    ("Profound and multiple learning difficulty", 1),
)
BEFORE_YOU_RING = (
    "Text first, leave no voicemail.",
    "Parents live apart and do not share letters: write to both.",
    "Interpreter needed: Polish. Book a day ahead.",
    "Mother works nights: ring after 4 pm.",
    "Do not ring the work number.",
    "Foster placement: speak to the social worker before writing home.",
    "Father is deaf: email or text relay only.",
    "Recent bereavement in the family: be gentle about deadlines.",
    "British Sign Language interpreter for meetings.",
)
PREFERENCES = ("text first", "email only", "mornings best", "after 4 pm", "letters please, no email")
