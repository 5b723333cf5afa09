# One image for web, worker, beat and migrate. Python is the version that requirements/*.txt were locked with.
ARG PYTHON_IMAGE=docker.io/library/python:3.11-slim-bookworm

# Packages and the application in a virtual environment, and the assets: what builds them stays behind.
FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PATH=/opt/venv/bin:${PATH}
WORKDIR /app
RUN python -m venv /opt/venv && python -m venv /opt/node
COPY requirements/run.txt requirements/build.txt requirements/
RUN pip install --require-hashes -r requirements/run.txt \
    && /opt/node/bin/pip install --require-hashes -r requirements/build.txt
COPY package.json package-lock.json .npmrc ./
RUN PATH="/opt/node/bin:${PATH}" npm ci
COPY . .
RUN pip install --no-deps --no-build-isolation --editable . \
    && PATH="/opt/node/bin:${PATH}" npm run build \
    && pybabel compile --directory eoffice/translations \
    && python -m compileall -q eoffice signing storage \
    && rm -rf node_modules eoffice.egg-info

# What runs: no compiler, no Node, no root.
FROM ${PYTHON_IMAGE} AS runtime
# Debian's own updates are wanted here, so the versions are the distribution's.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-liberation2 libreoffice-calc-nogui libreoffice-writer-nogui \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --home-dir /tmp eoffice \
    && install -d -o eoffice -g eoffice -m 0750 /var/lib/eoffice
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:${PATH} PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp \
    EOFFICE_SETTINGS=/etc/eoffice/settings.toml
WORKDIR /app
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "-c", "config/gunicorn.py", "eoffice.app:create_app_from_environment()"]
