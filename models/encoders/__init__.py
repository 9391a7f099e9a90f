"""One module per encoder of sound and text. models/registry.py explains how to add one."""
