"""Emails from mail programs, whole and broken: what they say is read, what came with them is kept."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp_desk.domain.emails import Address
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.exchange import email_text, emails
from ehcp_desk.exchange.email_text import words_of_html
from ehcp_desk.exchange.emails import read_email
from tests.support.outlook_file import OutlookEmail, compound

SENT = datetime(2026, 10, 3, 14, 5, tzinfo=UTC)
JO = ("Jo Farrowdale", "jo@example.org")


def letter(body: str = "When is the visit?", **heads: str) -> EmailMessage:
    """A fictional email from Jo."""
    made = EmailMessage()
    said = {"From": "Jo Farrowdale <jo@example.org>", "To": "SEND team <send@westmarsh.gov.uk>", "Subject": "Visit",
            "Date": "Sat, 03 Oct 2026 15:05:00 +0100", "Message-ID": "<one@example.org>", **heads}  # fmt: skip
    for name, value in said.items():
        made[name] = value
    made.set_content(body)
    return made


def test_an_email_is_read_whole() -> None:
    made = letter("When is the visit?\n\n  Jo\n", Cc="Mark <mark@example.org>")
    made.add_attachment(b"%PDF advice", maintype="application", subtype="pdf", filename="Advice.pdf")
    found = read_email("visit.eml", made.as_bytes())

    assert (found.sender, found.to) == (Address(*JO), (Address("SEND team", "send@westmarsh.gov.uk"),))
    assert found.cc == (Address("Mark", "mark@example.org"),)
    assert (found.subject, found.message_id) == ("Visit", "<one@example.org>")
    assert found.sent_at == SENT
    assert found.sent_at.utcoffset() == timedelta(hours=1)
    assert found.body == "When is the visit?\n\n  Jo"
    assert [(a.name, a.media_type, a.content) for a in found.attachments] == [
        ("Advice.pdf", "application/pdf", b"%PDF advice")
    ]
    assert found.remarks == ()


@pytest.mark.parametrize("page", [0, 1252])
def test_an_outlook_email_is_read_whole(page: int) -> None:
    made = OutlookEmail(
        "Visit – when?", "When is the visit?\r\nJo", sender=JO, to=[("SEND", "send@westmarsh.gov.uk")],
        message_id="<one@example.org>", sent=SENT, files=[("Advice.pdf", b"%PDF " * 2000)], page=page,
    )  # fmt: skip
    found = read_email("visit.msg", made.file())

    assert (found.sender, found.to) == (Address(*JO), (Address("SEND", "send@westmarsh.gov.uk"),))
    assert (found.subject, found.message_id, found.sent_at) == ("Visit – when?", "<one@example.org>", SENT)
    assert found.body == "When is the visit?\nJo"
    assert [(a.name, a.content) for a in found.attachments] == [("Advice.pdf", b"%PDF " * 2000)]


def test_an_outlook_email_inside_another_becomes_a_file_of_its_own() -> None:
    inside = OutlookEmail("Therapy", "See attached", sender=JO, sent=SENT, files=[("Отчёт.pdf", b"report")],
                          message_id="<two@example.org>")  # fmt: skip
    made = OutlookEmail("FW: Therapy", "Please see", sender=JO, inner=[inside], files=[("a.txt", b"a")]).file()
    found = read_email("fw.msg", made)

    assert [a.name for a in found.attachments] == ["a.txt", "Therapy.eml", "Отчёт.pdf"]
    again = read_email("Therapy.eml", found.attachments[1].content)
    assert (again.subject, again.body, again.message_id) == ("Therapy", "See attached", "<two@example.org>")
    assert (again.sender, again.sent_at) == (Address(*JO), SENT)
    assert [(a.name, a.content) for a in again.attachments] == [("Отчёт.pdf", b"report")]
    assert read_email("fw.msg", made) == found, "the same email gives the same bytes"


def test_ten_emails_inside_each_other_are_all_filed_and_an_eleventh_stays_whole() -> None:
    made = letter("innermost", Subject="Email 0")
    made.add_attachment(b"deep", maintype="application", subtype="pdf", filename="deep.pdf")
    for n in range(1, 13):
        outer = letter(f"level {n}", Subject=f"Email {n}")
        outer.add_attachment(made)
        made = outer
    found = read_email("chain.eml", made.as_bytes())

    assert [a.name for a in found.attachments] == [f"Email {n}.eml" for n in range(11, 0, -1)]
    assert found.remarks == ("Emails are packed into each other more than 10 deep; the last of them is filed whole.",)
    last = read_email("last.eml", found.attachments[-1].content)
    assert [a.name for a in last.attachments] == ["Email 0.eml", "deep.pdf"], "nothing is lost"

    msg = OutlookEmail("0", "innermost", sender=JO)
    for n in range(1, 13):
        msg = OutlookEmail(str(n), "b", sender=JO, inner=[msg])
    deep = read_email("chain.msg", msg.file())
    assert [a.name for a in deep.attachments] == [f"{n}.eml" for n in range(11, 1, -1)]
    assert "the outer email keeps the rest" in deep.remarks[0]


def test_an_html_body_becomes_words_and_nothing_that_runs() -> None:
    html = ("<html><head><title>T</title><style>p{}</style></head><body><p>Dear&nbsp;Joy,</p><script>steal()</script>"
            "<ul><li>one<li>two</ul><p>Kind<br>regards &amp; thanks</p></body></html>")  # fmt: skip
    made = letter()
    made.set_content(html, subtype="html")
    assert read_email("h.eml", made.as_bytes()).body == "Dear Joy,\n\n- one\n- two\n\nKind\nregards & thanks"
    msg = OutlookEmail("S", html=html.encode(), sender=JO)
    assert read_email("h.msg", msg.file()).body.startswith("Dear Joy,")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<head><title>never closed<body>Seen</body>", "Seen"),
        ("<style>p{} <body><p>Seen", "Seen"),
        ("a<script>if (1 < 2) { run() }</script>b", "ab"),
        ("<svg><script>x</script><text>t</text></svg>Seen", "Seen"),
        ("&lt;script&gt;", "<script>"),
        ("<table><tr><td>A</td><td>B</td></tr></table>", "A B"),
    ],
)
def test_html_that_is_not_as_it_should_be(html: str, words: str) -> None:
    assert words_of_html(html) == words


def test_both_kinds_of_body_are_the_same_words_once() -> None:
    made = letter("Plain words")
    made.add_alternative("<p>HTML words</p>", subtype="html")
    assert read_email("a.eml", made.as_bytes()).body == "Plain words"


@pytest.mark.parametrize(
    ("said", "written", "words"),
    [
        ("utf-8", "utf-8", "Zażółć gęślą jaźń – 한국어"),
        ("iso-8859-1", "cp1252", "Jo’s visit – £40"),
        ("gb2312", "gb18030", "张伟的评估报告"),
        ("koi8-r", "koi8-r", "Отчёт о ребёнке"),
        ("no-such-set", "utf-8", "Größe"),
        ("", "utf-8", "اجتماع المراجعة"),
        ("us-ascii", "utf-8", "ਮੁਲਾਕਾਤ"),
        ("unknown-8bit", "cp1252", "Jo’s visit costs £40, and that’s the café’s price"),
    ],
)
def test_any_character_set(said: str, written: str, words: str) -> None:
    charset = f'; charset="{said}"' if said else ""
    raw = f"From: a@example.org\r\nSubject: x\r\nContent-Type: text/plain{charset}\r\n\r\n".encode()
    assert read_email("c.eml", raw + words.encode(written)).body == words


def test_heads_in_any_script_and_commas_in_a_name() -> None:
    name = base64.b64encode("Farrowdale, Jürgen".encode()).decode()
    raw = (f"From: =?utf-8?B?{name}?= <j@example.org>\r\nTo: \"Addo, Joy\" <joy@example.org>, b@example.org\r\n"
           "Subject: Привет, мама\r\nContent-Disposition: attachment; filename==?utf-8?q?report=2Epdf?=\r\n\r\nx")  # fmt: skip
    found = read_email("h.eml", raw.encode())
    assert found.sender == Address("Farrowdale, Jürgen", "j@example.org")
    assert found.to == (Address("Addo, Joy", "joy@example.org"), Address("", "b@example.org"))
    assert found.subject == "Привет, мама"


def test_names_of_attachments_are_made_safe() -> None:
    made = letter()
    for name in ("../../etc/passwd", "C:\\Users\\x\\letter.docx", "inv\u202efdp.exe", "a\x00b.txt", "тест 😀.pdf", ""):
        made.add_attachment(b"x", maintype="application", subtype="pdf", filename=name)
    names = [a.name for a in read_email("n.eml", made.as_bytes()).attachments]
    assert names == ["passwd", "letter.docx", "invfdp.exe", "ab.txt", "тест 😀.pdf", "attachment 6.pdf"]


def test_winmail_dat_and_encrypted_emails_are_filed_as_they_came() -> None:
    made = letter()
    made.add_attachment(b"tnef", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    found = read_email("w.eml", made.as_bytes())
    assert [a.content for a in found.attachments] == [b"tnef"]
    assert "filed as it came" in found.remarks[0]

    raw = (b'From: a@example.org\r\nContent-Type: application/pkcs7-mime; name="smime.p7m"\r\n'
           b"Content-Transfer-Encoding: base64\r\n\r\nAAAA")  # fmt: skip
    locked = read_email("e.eml", raw)
    assert [a.name for a in locked.attachments] == ["smime.p7m"]
    assert "encrypted" in locked.remarks[0]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.eml", b"", "empty.eml is empty"),
        ("blank.msg", b" \r\n", "blank.msg is empty"),
        ("notes.eml", b"just some words\n\nand more", "does not read as an email"),
        ("photo.eml", bytes(range(256)) * 20, "does not read as an email"),
        ("fake.msg", b"From: a@example.org\r\n\r\nx", "not an Outlook email"),
        ("cut.msg", OutlookEmail("S", "b" * 9000, sender=JO).file()[:1400], "not a whole Outlook email"),
        ("other.msg", compound({"WordDocument": b"x" * 5000}), "not a whole Outlook email"),
        ("void.msg", OutlookEmail().file(), "not a whole Outlook email"),
    ],
)
def test_what_is_no_email_is_refused_in_a_sentence_that_names_it(name: str, content: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        read_email(name, content)
    assert name in str(refused.value) and "\n" not in str(refused.value)


def test_too_many_or_too_large_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    made = letter()
    for n in range(4):
        made.add_attachment(b"xxxx", maintype="application", subtype="pdf", filename=f"{n}.pdf")
    monkeypatch.setattr(email_text, "MOST_ATTACHMENTS", 3)
    with pytest.raises(BadInput, match=r"many\.eml holds more than 3 attachments"):
        read_email("many.eml", made.as_bytes())
    monkeypatch.setattr(email_text, "MOST_ATTACHMENTS", 30)
    monkeypatch.setattr(email_text, "MOST_BYTES", 10)
    with pytest.raises(BadInput, match=r"many\.eml holds more than"):
        read_email("many.eml", made.as_bytes())
    monkeypatch.setattr(emails, "LARGEST_EMAIL", 100)
    with pytest.raises(BadInput, match=r"many\.eml is larger than"):
        read_email("many.eml", made.as_bytes())


def test_a_date_that_cannot_be_right_is_no_date() -> None:
    for said in ("yesterday", "Mon, 99 Foo 2026 25:61:00 +9999", ""):
        raw = f"From: a@example.org\r\nSubject: x\r\nDate: {said}\r\n\r\nx".encode()
        assert read_email("d.eml", raw).sent_at is None
    raw = b"Received: from x by y; Sat, 03 Oct 2026 14:05:00 +0000\r\nFrom: a@example.org\r\n\r\nx"
    assert read_email("d.eml", raw).sent_at == SENT


def test_what_the_databases_cannot_keep_is_left_out_of_the_words() -> None:
    raw = (
        b"From: a@example.org\r\nSubject: a\x00b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nx\x00y \xed\xa0\x80"
    )
    found = read_email("n.eml", raw)
    for words in (found.subject, found.body):
        assert "\x00" not in words
        words.encode("utf-8")


def test_five_thousand_layers_are_refused_in_a_sentence() -> None:
    layers = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(5000))
    with pytest.raises(BadInput, match="nested too deeply"):
        read_email("layers.eml", f"From: a@example.org\r\n{layers}".encode())


WHOLE = letter("Words " * 50).as_bytes()
OUTLOOK = OutlookEmail("Subject", "Body", sender=JO, to=[JO], sent=SENT, files=[("a.pdf", b"x" * 5000)]).file()


@settings(max_examples=300, deadline=None)
@given(data=st.data(), which=st.sampled_from([("a.eml", WHOLE), ("a.msg", OUTLOOK)]))
def test_broken_anywhere_it_is_read_or_refused_but_never_a_crash(data: st.DataObject, which: tuple[str, bytes]) -> None:
    name, content = which
    broken = bytearray(content)
    for _ in range(data.draw(st.integers(1, 12))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(broken)))
    for damaged in (bytes(broken), bytes(broken[:cut])):
        try:
            found = read_email(name, damaged)
        except BadInput as refused:
            assert name in str(refused)
        else:
            found.body.encode("utf-8")
