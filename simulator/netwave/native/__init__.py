"""The native protocol of Netwave cameras on the HTTP port: frames that start with MO_O or MO_V."""
