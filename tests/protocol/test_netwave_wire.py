"""The text formats of the Netwave dialect."""

import re

from hypothesis import given, strategies as st
import pytest

from custom_components.ip_camera_cgi.protocol.dialects.netwave.wire import check_command, parse_page
from custom_components.ip_camera_cgi.protocol.model.errors import CameraError, CameraRejectedError, CameraResponseError


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("var id='00606E000001';\nvar now=1352782910;\n", {"id": "00606E000001", "now": "1352782910"}),
        ("var alias='it's';\n", {"alias": "it's"}),
        ("var alias='a;b';var tz=-3600;", {"alias": "a;b", "tz": "-3600"}),
        ("var alarm_http_url=;\nvar port=80;", {"alarm_http_url": "", "port": "80"}),
        ("var temperature=0.0;\r\nvar tridro_error='';\r\n", {"temperature": "0.0", "tridro_error": ""}),
        (
            "var ap_ssid=new Array();\nap_ssid[0] ='Calvin&Cici';",
            {"ap_ssid": "new Array()", "ap_ssid[0]": "Calvin&Cici"},
        ),
        ('var dbm0="-40";', {"dbm0": "-40"}),
        ("var log_text='one\\ntwo\\n';", {"log_text": "one\\ntwo\\n"}),
        ("var mask=4294967264;", {"mask": "4294967264"}),
        ("var a='x';\nnoise\nvar b=2;", {"a": "x", "b": "2"}),
        ("var a='no end\nvar b=2;", {"a": "no end", "b": "2"}),
        ("let a='x';\nlet b=2;", {"a": "x", "b": "2"}),
        ("Var a='x; y'; Var b=2;\nCONST c=3", {"a": "x; y", "b": "2", "c": "3"}),
        ("a='x';let b=2;", {"a": "x", "b": "2"}),
        ("letter='x';\nvariable=2;", {"letter": "x", "variable": "2"}),
    ],
)
def test_parse_page(text: str, page: dict[str, str]) -> None:
    assert parse_page(text) == page


@pytest.mark.parametrize("text", ["", "   ", "<html><body>Hello</body></html>", "\x00\xff"])
def test_invalid_page(text: str) -> None:
    with pytest.raises(CameraResponseError):
        parse_page(text)


def test_error_page() -> None:
    with pytest.raises(CameraRejectedError, match="illegal params"):
        parse_page("error: illegal params.")


@pytest.mark.parametrize("text", ["ok.\n", "ok", "OK.\r\n"])
def test_command_accepted(text: str) -> None:
    check_command(text)


@pytest.mark.parametrize("text", ["", "<html>", "var result=0;"])
def test_invalid_reply_to_command(text: str) -> None:
    with pytest.raises(CameraResponseError):
        check_command(text)


def test_command_refused() -> None:
    with pytest.raises(CameraRejectedError, match=r"^bad ERROR forged$"):
        check_command("error: bad\r\n\x1b\u202eERROR forged")
    with pytest.raises(CameraRejectedError):
        check_command("error: illegal params.")


_SEVERAL = re.compile(r"'\s*;\s*var\s")


@given(st.text())
def test_any_text_is_a_page_or_a_typed_error(text: str) -> None:
    try:
        page = parse_page(text)
    except CameraError:
        return
    assert page


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_][a-z0-9_]{0,10}", fullmatch=True), st.from_regex(r"[^\r\n]{0,20}", fullmatch=True)
    )
)
def test_page_round_trip(fields: dict[str, str]) -> None:
    """Any string is read back, unless it contains what looks like the next statement."""
    fields = {name: value for name, value in fields.items() if not _SEVERAL.search(value)}
    text = "".join(f"var {name}='{value}';\n" for name, value in fields.items())
    assert not fields or parse_page(text) == fields
