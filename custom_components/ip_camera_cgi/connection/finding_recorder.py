"""Restores the findings of earlier runs, and stores new ones."""

from dataclasses import replace

from homeassistant.core import callback

from ..protocol import RtspMonitor
from .connection import CameraConnection


class FindingRecorder:
    """Takes findings from the parts of one camera that have them."""

    def __init__(self, connection: CameraConnection, rtsp: RtspMonitor) -> None:
        self._connection = connection
        self._rtsp = rtsp
        self._left_moving = False

    @callback
    def recall_early(self) -> None:
        """Restore what is needed before the camera is known."""
        findings = self._connection.findings
        self._left_moving = findings.may_be_moving
        self._rtsp.recall(findings.silent_rtsp_ports)

    @callback
    def recall(self) -> None:
        """Restore what the camera needs."""
        camera, findings = self._connection.camera, self._connection.findings
        camera.alarms.sources.recall(findings.alarm_sources)
        camera.speaker.recall(findings.loudspeaker)

    @callback
    def record(self) -> None:
        """Store changes in the background."""
        camera, known = self._connection.camera, self._connection.findings
        self._connection.record(
            replace(
                known,
                may_be_moving=known.may_be_moving or camera.ptz.motion.may_be_moving,
                alarm_sources=camera.alarms.sources.memory,
                silent_rtsp_ports=self._rtsp.memory,
                loudspeaker=camera.speaker.memory,
            )
        )

    @callback
    def stop_left_move(self) -> None:
        """Stop a move of the last run."""
        ptz = self._connection.camera.ptz
        if self._left_moving and ptz.supported:
            self._left_moving = False
            ptz.motion.request_stop()

    async def close(self) -> None:
        """Store that a closed camera does not move, if that is certain."""
        connection = self._connection
        still = not (self._left_moving or connection.camera.ptz.motion.may_be_moving)
        if connection.findings.may_be_moving and still:
            connection.findings = replace(connection.findings, may_be_moving=False)
            await connection.save()
