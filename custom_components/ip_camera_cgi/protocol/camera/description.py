"""The description of a camera: derived from its pages, and stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from ..dialects.driver import CameraDriver
from ..model.redaction import is_secret
from ..model.settings import Secret, Setting
from ..model.text import printable, readable
from ..model.values import CameraInfo, Capabilities, Page

_MAX_LENGTH = 1000  # characters of a field that are stored


@dataclass(frozen=True, slots=True)
class Description:
    """Identity, capabilities and settings of a camera."""

    info: CameraInfo
    capabilities: Capabilities
    settings: tuple[Setting[Any], ...]

    @classmethod
    def of(cls, driver: CameraDriver, pages: Mapping[str, Page]) -> Self:
        """Derive the description from the pages of a camera.

        A setting exists if its page has the field, because both manuals leave out what a model lacks, and if the
        account may write it.
        """
        info = driver.identify(pages)
        info = replace(
            info,
            name=printable(info.name),
            model=printable(info.model),
            firmware=printable(info.firmware or "") or None,
            hardware=printable(info.hardware or "") or None,
            web_version=printable(info.web_version or "") or None,
        )
        capabilities = driver.capabilities(pages)
        settings = tuple(
            driver.adapt_setting(setting, pages)
            for setting in driver.settings
            if driver.has_setting(setting, pages) and (setting.write is None or setting.write.role <= capabilities.role)
        )
        return cls(info, capabilities, settings)

    def stored(self, driver: CameraDriver, pages: Mapping[str, Page]) -> dict[str, Any]:
        """Return what camera_from_description() restores; it contains no secrets."""
        secret = {setting.field for setting in driver.settings if isinstance(setting.codec, Secret)}
        stored = {
            "dialect": driver.dialect,
            "role": int(driver.capabilities(pages).role),
            "login": driver.working_login,
            "pages": {
                name: {
                    field: "" if field in secret or is_secret(field) else readable(str(raw))[:_MAX_LENGTH]
                    for field, raw in page.items()
                }
                for name, page in pages.items()
            },
        }
        return stored if driver.expected.realm is None else {**stored, "realm": driver.expected.realm}
