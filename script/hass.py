"""Home Assistant as run by the demo; takes the arguments of `hass`."""

import os
import runpy
import sys
import threading
from types import ModuleType


def end_with_parent() -> None:
    """Exit when standard input closes, which means that the parent has ended."""
    os.read(0, 1)
    os._exit(1)


def do_without_voice() -> None:
    """Let Home Assistant's voice assistant load without two libraries that exist only as C++ source.

    Home Assistant always sets up the assistant, but uses the libraries only for speech.
    """
    for library, name in (("pymicro_vad", "MicroVad"), ("pyspeex_noise", "AudioProcessor")):
        module = ModuleType(library)
        setattr(module, name, type(name, (), {}))
        sys.modules[library] = module


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    do_without_voice()
    runpy.run_module("homeassistant", run_name="__main__", alter_sys=True)
