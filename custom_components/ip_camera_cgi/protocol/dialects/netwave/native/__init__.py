"""The binary protocol of Netwave cameras: alarms, settings, PTZ and media over connections to the HTTP port."""
