"""What the system tests, the demo and the benchmarks share: a real mosquitto, a real daemon, and an
independent back office on paho-mqtt. Nothing here knows the daemon's insides."""
