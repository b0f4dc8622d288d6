"""The ethnicity codes of the SEN2 return, with their words (codesets.csv, Ethnicity)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_CODES = """
WBRI White - British
WCOR White - Cornish
WENG White - English
WNIR White - Northern Irish
WSCO White - Scottish
WWEL White - Welsh
WOWB Other White British
WIRI White - Irish
WIRT White - Irish Traveller
WOTH Any Other White Background
WALB Albanian
WBOS Bosnian - Herzegovinian
WCRO Croatian
WGRE Greek/Greek Cypriot
WGRK Greek
WGRC Greek Cypriot
WITA Italian
WKOS Kosovan
WPOR Portuguese
WSER Serbian
WTUR Turkish/Turkish Cypriot
WTUK Turkish
WTUC Turkish Cypriot
WEUR White European
WEEU White Eastern European
WWEU White Western European
WOTW White Other
WROM Gypsy /Roma
WROG Gypsy
WROR Roma
WROO Other Gypsy/Roma
MWBC White and Black Caribbean
MWBA White and Black African
MWAS White and Asian
MWAP White and Pakistani
MWAI White and Indian
MWAO White and Any Other Asian Background
ABRI Asian - British
AWEL Asian - Welsh
MOTH Any Other Mixed Background
MAOE Asian and Any Other Ethnic Group
MABL Asian and Black
MACH Asian and Chinese
MBOE Black and Any Other Ethnic Group
MBCH Black and Chinese
MCOE Chinese and Any Other Ethnic Group
MWOE White and Any Other Ethnic Group
MWCH White and Chinese
MOTM Other Mixed Background
AIND Indian
APKN Pakistani
AMPK Mirpuri - Pakistani
AKPA Kashmiri Pakistani
AOPK Other Pakistani
ABAN Bangladeshi
AOTH Any Other Asian Background
AAFR African Asian
AKAO Kashmiri Other
ANEP Nepali
ASNL Sri Lankan Sinhalese
ASLT Sri Lankan Tamil
ASRO Sri Lankan Other
AOTA Other Asian
BBRI Black - British
BWEL Black - Welsh
BCRB Black Caribbean
BAFR Black - African
BANN Black - Angolan
BCON Black - Congolese
BGHA Black - Ghanaian
BNGN Black - Nigerian
BSLN Black - Sierra Leonean
BSOM Black - Somali
BSUD Black - Sudanese
BAOF Other Black African
BOTH Any Other Black Background
BEUR Black European
BNAM Black North American
BOTB Other Black
CHNE Chinese
CHKC Hong Kong Chinese
CMAL Malaysian Chinese
CSNG Singaporean Chinese
CTWN Taiwanese
COCH Other Chinese
OOTH Any Other Ethnic Group
OAFG Afghan
ORAB Arab
OARA Arab Other
OEGY Egyptian
OFIL Filipino
OIRN Iranian
OIRQ Iraqi
OJPN Japanese
OKOR Korean
OKRD Kurdish
OLAM Latin/South/Central American
OLEB Lebanese
OLIB Libyan
OMAL Malay
OMRC Moroccan
OPOL Polynesian
OTHA Thai
OVIE Vietnamese
OYEM Yemeni
OOEG Other Ethnic Group
REFU Refused: parent, child or young person declines to state
NOBT Not yet obtained or not held
"""
ETHNICITIES: Mapping[str, str] = MappingProxyType(
    {code: words for code, _, words in (line.partition(" ") for line in _CODES.strip().splitlines())}
)


def ethnicity_words(code: str) -> str:
    """The words of a code; a text that is none stands as it was written."""
    return ETHNICITIES.get(code, code)


def ethnicity_code(text: str) -> str:
    """The code that is meant by a code or its words; empty where it is neither."""
    wanted = text.strip().casefold()
    return next((code for code, words in ETHNICITIES.items() if wanted in (code.casefold(), words.casefold())), "")
