"""The Netwave dialect: Foscam FI89xx and its clones."""
