"""Actions for areas of the picture: motion detection and privacy masks."""

from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError
import voluptuous as vol

from ..access import Access
from ..const import DOMAIN
from ..protocol.features.motion_grid import Rectangle, read_grid, write_grid
from ..protocol.features.privacy_masks import PARTS, read_areas, write_area
from .action import Action, Call

ATTR_AREA = "area"
ATTR_ENABLED = "enabled"
ATTR_RECTANGLES = "rectangles"
ATTR_ROWS = "rows"
_RECTANGLE = vol.Schema({vol.Required(side): vol.Coerce(int) for side in ("left", "top", "width", "height")})
_PARTS: dict[vol.Marker, Any] = {vol.Optional(part): vol.Coerce(int) for part in PARTS}


async def _get_motion(call: Call) -> dict[str, Any]:
    grid = await read_grid(call.camera)
    return {"columns": grid.columns, ATTR_ROWS: list(grid.drawing)}


async def _set_motion(call: Call) -> None:
    rows, rectangles = call.data.get(ATTR_ROWS), call.data.get(ATTR_RECTANGLES)
    grid = await read_grid(call.camera)
    if rows is not None and rectangles is None:
        grid = grid.from_drawing(rows.split() if isinstance(rows, str) else rows)
    elif rectangles is not None and rows is None:
        grid = grid.with_rectangles([Rectangle(**each) for each in rectangles])
    else:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="rows_or_rectangles")
    await write_grid(call.camera, grid)


async def _get_privacy(call: Call) -> dict[str, Any]:
    return {"areas": await read_areas(call.camera)}


async def _set_privacy(call: Call) -> None:
    wanted = {part: call.data[part] for part in (ATTR_ENABLED, *PARTS) if part in call.data}
    if not wanted:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="nothing_to_set")
    await write_area(call.camera, call.data[ATTR_AREA], wanted)


ACTIONS = (
    Action(name="get_motion_area", handler=_get_motion, response=SupportsResponse.ONLY, access=Access.READ),
    Action(
        name="set_motion_area",
        handler=_set_motion,
        fields={vol.Optional(ATTR_ROWS): vol.Any(str, [str]), vol.Optional(ATTR_RECTANGLES): [_RECTANGLE]},
        access=Access.CONTROL,
        many=True,
    ),
    Action(name="get_privacy_areas", handler=_get_privacy, response=SupportsResponse.ONLY, access=Access.READ),
    Action(
        name="set_privacy_area",
        handler=_set_privacy,
        fields={
            vol.Required(ATTR_AREA): vol.All(vol.Coerce(int), vol.Range(min=1)),
            vol.Optional(ATTR_ENABLED): bool,
            **_PARTS,
        },
        access=Access.CONTROL,
        many=True,
    ),
)
