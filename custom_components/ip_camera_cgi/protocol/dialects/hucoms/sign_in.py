"""Identifies a camera of the Hucoms dialect, and checks the login."""

from dataclasses import replace

from ...http.client import CameraHttp
from ...http.request import Request
from ...model.errors import (
    CameraAuthError,
    CameraError,
    CameraPermissionError,
    CameraRejectedError,
    CameraResponseError,
    CameraUnavailableError,
    CameraUnsupportedError,
)
from ...model.values import Page
from ...video.jpeg import require_whole_jpeg, without_preamble
from ..identity import NO_MAC, ExpectedCamera, anonymous, mac_of, realm_of, require_safe_login
from .pages import PAGES, SYSTEM, Source
from .pictures import SNAPSHOT
from .wire import parse_page, raise_on_error

_SIGN_IN_TIMEOUT = 4  # seconds
_ERROR_BYTES = 200


class SignIn:
    """Identifies one camera and checks the login."""

    def __init__(self, http: CameraHttp, expected: ExpectedCamera) -> None:
        self._http = http
        self._expected = expected

    async def sign_in(self, *, known: bool, trusted: bool) -> bool:
        """Sign in as CameraDriver.sign_in() describes it."""
        shows_pictures = False
        try:
            if not await self._answers_in_dialect(Request(""), trusted=trusted):
                return False
            self._http.identity.confirm()
            if not (known or trusted):
                shows_pictures = await self._shows_pictures()
            await self.read_mac(timeout=_SIGN_IN_TIMEOUT)
            await self._check_login()
        except CameraUnavailableError:
            raise
        except CameraUnsupportedError, CameraResponseError:
            return False
        except CameraAuthError as err:
            if shows_pictures and not await self._shows_pictures(login=False):
                raise CameraPermissionError("the account may see pictures only") from None
            raise CameraAuthError(str(err), certain=err.certain) from None
        return True

    async def check_identity(self, request: Request) -> None:
        """Identify the camera anonymously before a request; raises CameraError if something else answers."""
        if not await self._answers_in_dialect(request):
            raise CameraResponseError("not a Hucoms camera")

    async def read_mac(self, *, timeout: float = 8) -> str:
        """Read the MAC address. A camera that refuses this request refuses the login."""
        for source in (PAGES["mac"], SYSTEM):
            try:
                mac = mac_of((await read_source(self._http, source, timeout=timeout)).get("mac", ""))
            except CameraUnsupportedError:
                continue
            except (CameraRejectedError, CameraPermissionError) as err:
                raise CameraAuthError(str(err)) from None
            if mac is not None and (mac != NO_MAC or await self._has_name()):
                return mac
        raise CameraResponseError("servermac.cgi: no MAC")

    async def _answers_in_dialect(self, request: Request, *, trusted: bool = False) -> bool:
        """Return whether anonymous requests are answered or refused in the manner of this dialect.

        They are sent ahead of a request.

        Raises:
            CameraLockedError: everything is refused, and the login would be sent in clear.
            CameraMismatchError: another camera answers.
        """
        for source in (PAGES["mac"], SYSTEM):
            try:
                answer = await self._http.send(anonymous(source.path, request, {"action": source.get}))
                if (reported := parse_page(answer.text).get("mac")) is not None:
                    self._expected.require(reported)
                    return True
            except CameraRejectedError:  # an error text of this dialect
                return True
            except (CameraAuthError, CameraPermissionError) as err:
                if trusted:
                    self._expected.realm = realm_of(err)
                await require_safe_login(self._http, source.path, err, trusted_realm=self._expected.realm)
                return True
            except CameraUnsupportedError:
                continue
        return False

    async def _has_name(self) -> bool:
        """Return whether the camera has a name page: a MAC of zeros proves nothing by itself."""
        return "servername" in await read_source(self._http, PAGES["name"])

    async def _check_login(self) -> None:
        """Read the name as well, because some cameras return the MAC address without checking the login."""
        try:
            await read_source(self._http, PAGES["name"])
        except (CameraAuthError, CameraRejectedError) as err:
            raise CameraAuthError(str(err), certain=True) from None
        except CameraError:
            pass

    async def _shows_pictures(self, *, login: bool = True) -> bool:
        """Return whether the account, or anyone, may view pictures: the login is then valid, but has too few rights.

        Checked first, so that a wrong login is tried only once: some cameras lock an account after five attempts.

        Raises:
            CameraAuthError: the login is refused.
        """
        try:
            picture = (await self._http.send(replace(SNAPSHOT, login=login))).body
            raise_on_error(picture[:_ERROR_BYTES].decode("latin-1"))
            require_whole_jpeg(without_preamble(picture))
        except CameraAuthError, CameraRejectedError:
            if login:
                raise CameraAuthError("jpeg.cgi: wrong user name or password") from None
            return False
        except CameraError:
            return False
        return True


async def read_source(http: CameraHttp, source: Source, *, timeout: float = 8) -> Page:
    """Read the fields of a page; raises CameraError."""
    answer = await http.send(Request(source.path, {"action": source.get, **source.extra}, timeout=timeout))
    page = parse_page(answer.text, section=source.section)
    if not page and answer.text.strip() and not parse_page(answer.text):
        raise CameraResponseError(f"{source.cgi}: not a page of fields")
    return {source.aliases.get(name, name): value for name, value in page.items()}
