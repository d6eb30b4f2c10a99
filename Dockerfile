# The command line, and the Action in a container job (docs/install.md), for sandboxes on E2B.
FROM python:3.13-slim AS build
WORKDIR /source
COPY requirements-build.lock requirements.lock ./
ENV UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 UV_PYTHON=/opt/code-on-fly/bin/python
RUN python -m venv /build \
 && /build/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock \
 && python -m venv --without-pip /opt/code-on-fly \
 && /build/bin/uv pip install --quiet --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY codeonfly codeonfly
COPY action action
COPY examples examples
RUN /build/bin/python -m hatchling build -t wheel && /build/bin/uv pip install --quiet --no-deps dist/*.whl

FROM python:3.13-slim
# git: local repositories are read through it
RUN apt-get update && apt-get install --yes --no-install-recommends git && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 codeonfly
COPY --from=build /opt/code-on-fly /opt/code-on-fly
ENV PATH=/opt/code-on-fly/bin:$PATH CODE_ON_FLY_PROGRAM=/opt/code-on-fly PYTHONUNBUFFERED=1
USER codeonfly
WORKDIR /home/codeonfly
# whether the program starts; it serves nothing by itself
HEALTHCHECK --interval=5m --timeout=10s CMD ["codeonfly", "--version"]
ENTRYPOINT ["codeonfly"]
CMD ["--help"]
