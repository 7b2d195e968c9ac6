"""The native (binary) protocol of Netwave cameras: alarms, settings, PTZ and media over the HTTP port."""
