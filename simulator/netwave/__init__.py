"""The Netwave dialect: Foscam FI89xx and clones."""
