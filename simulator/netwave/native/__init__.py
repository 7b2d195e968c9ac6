"""What Netwave cameras speak beside HTTP at the same port: frames that begin with MO_O or MO_V."""
