#!/usr/bin/env bash
# Installs the program into the folder $1, from lock files with hashes; any index that pip is set to will do.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
target="$1"

for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
  if command -v "$candidate" > /dev/null &&
    "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
    python="$candidate"
    break
  fi
done
if [ -z "${python:-}" ]; then
  echo "Code-on-Fly needs Python 3.11 or newer with venv; add actions/setup-python before it." >&2
  exit 2
fi

"$python" -m venv "$target"
export UV_PYTHON_DOWNLOADS=never
pip=("$target/bin/python" -m pip install --quiet --disable-pip-version-check)
uv=("$target/bin/uv" pip install --quiet --python "$target/bin/python")
"${pip[@]}" --require-hashes -r "$root/requirements-build.lock"
"${uv[@]}" --compile-bytecode --require-hashes -r "$root/requirements.lock"
# Built outside the action's folder, which may be read-only or another user's.
"${uv[@]}" --compile-bytecode --no-deps --no-build-isolation "$root"
echo "Code-on-Fly $("$target/bin/python" -c 'from importlib.metadata import version; print(version("code-on-fly"))') is installed."
