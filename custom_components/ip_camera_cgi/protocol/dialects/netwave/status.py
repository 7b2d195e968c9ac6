"""The status page, which identifies a camera."""

import re

from ...http.client import CameraHttp, Response
from ...http.request import Request
from ...model.address import Address
from ...model.errors import CameraAuthError, CameraResponseError
from ...model.values import DiscoveredCamera, Page
from ..identity import NO_MAC, ExpectedCamera, anonymous, mac_of, realm_of, require_safe_login
from .pages import PAGES
from .wire import parse_page

_PATH, _ = PAGES["status"]
_PROBE_TIMEOUT = 4  # seconds
_DIGITS = r"(?!0{12}|F{12})[0-9A-F]{12}"
_REALM = re.compile(rf"realm=\"?ipcamera(?:_({_DIGITS}))?\b", re.IGNORECASE)
_PROVES_IT = {"sys_ver", "alarm_status"}  # fields that identify the dialect if the id is not valid


class StatusPage:
    """Reads the status page; a login is only sent if the firmware requires one (x.x.2.55 and later)."""

    def __init__(self, http: CameraHttp, expected: ExpectedCamera) -> None:
        self._http = http
        self._expected = expected
        self.needs_login = False
        """Whether the firmware turned out to require a login."""

    async def read(self, *, timeout: float = 8, trusted: bool = False, alarm: bool = False) -> Page:
        """Read the page; raises CameraError.

        A `trusted` camera receives the login even if it refuses all anonymous requests.
        """
        try:
            answer = await self._http.send(Request(_PATH, login=self.needs_login, timeout=timeout, alarm=alarm))
        except CameraAuthError as err:
            if self.needs_login:
                raise
            if trusted:
                self._expected.realm = realm_of(err)
            await self._require_safe_login(err)
            answer = await self._http.send(Request(_PATH, timeout=timeout, alarm=alarm))
            self.needs_login = True
        status = _page_with_id(answer)
        self._expected.require(status["id"])
        self._http.identity.confirm()
        return status

    async def read_alarm(self) -> Page:
        """Read the page for its alarm, which other queries do not delay."""
        return await self.read(alarm=True)

    async def check_identity(self, request: Request) -> None:
        """Identify the camera anonymously before a request; raises CameraError if something else answers."""
        try:
            status = _page_with_id(await self._http.send(anonymous(_PATH, request)))
        except CameraAuthError as err:
            await self._require_safe_login(err)
        else:
            self._expected.require(status["id"])

    async def _require_safe_login(self, refusal: CameraAuthError) -> None:
        """Raise unless a server that requires a login for the status page may receive one.

        Raises:
            CameraLockedError: it refuses everything, and the login would be sent in clear.
        """
        if realm := _REALM.search(refusal.challenge):
            self._expected.require(realm[1] or "")
        else:
            await require_safe_login(self._http, _PATH, refusal, trusted_realm=self._expected.realm)
        self._http.identity.confirm()


async def probe(http: CameraHttp, address: Address) -> DiscoveredCamera | None:
    """Identify the camera at an address without a login; None if it does not say which one it is."""
    try:
        answer = await http.send(Request(_PATH, login=False, timeout=_PROBE_TIMEOUT))
    except CameraAuthError as err:  # firmware that requires a login here still shows its id in the realm
        realm = _REALM.search(err.challenge)
        mac = mac_of(realm[1] or "") if realm else None
        return DiscoveredCamera(mac, address, "") if mac else None
    status = _page_with_id(answer)
    return DiscoveredCamera(mac_of(status["id"]) or NO_MAC, address, status.get("alias", ""))


def _page_with_id(answer: Response) -> Page:
    """Return the status page; raises CameraResponseError for other answers."""
    status = dict(parse_page(answer.text))
    if "id" in status and mac_of(status["id"]) is None:  # empty, or a number of the manufacturer's own
        status["id"] = NO_MAC
    mac = mac_of(status.get("id", ""))
    if mac is None or (mac == NO_MAC and not status.keys() >= _PROVES_IT):
        raise CameraResponseError("get_status.cgi: no id")
    return status
