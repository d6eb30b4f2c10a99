#!/usr/bin/env bash
# Installs the program into the folder $1, from lock files with hashes; any index that pip is set to will do.
# In the image of this very release it is there already, and nothing is downloaded.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
target="$1"
release="$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/pyproject.toml")"

there="${CODE_ON_FLY_PROGRAM:-}"
if [ -n "$there" ]; then
  found="$("$there/bin/codeonfly" --version 2> /dev/null || true)"
  if [ "$found" = "$release" ]; then
    ln -sfn "$there" "$target"
    echo "Code-on-Fly $release is in the image."
    exit 0
  fi
  echo "$there holds Code-on-Fly ${found:-that does not start}, the Action is $release; installing it."
fi

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
# Where the machine has certificates of its own, a company's among them, these count, as they do for pip.
for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem; do
  if [ -e "$bundle" ]; then export UV_SYSTEM_CERTS=true; fi
done
pip=("$target/bin/python" -m pip install --quiet --disable-pip-version-check)
uv=("$target/bin/uv" pip install --quiet --python "$target/bin/python")
"${pip[@]}" --require-hashes -r "$root/requirements-build.lock"
"${uv[@]}" --compile-bytecode --require-hashes -r "$root/requirements.lock"
# Built outside the action's folder, which may be read-only or another user's.
"${uv[@]}" --compile-bytecode --no-deps --no-build-isolation "$root"
echo "Code-on-Fly $release is installed."
