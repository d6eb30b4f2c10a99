"""What runs inside a sandbox besides agent.py; standard library only, and little of it."""
