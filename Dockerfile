# The service as an image: a virtual environment from the hashed lock, the code and its data, nothing else.
FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /srv/venv
COPY requirements-runtime.lock /tmp/requirements-runtime.lock
RUN /srv/venv/bin/pip install --require-hashes -r /tmp/requirements-runtime.lock \
    && /srv/venv/bin/pip uninstall --yes pip

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin ateliers \
    && install -d -o ateliers -g ateliers /srv/ateliers/var /srv/ateliers/var/files
WORKDIR /srv/ateliers
COPY --from=build /srv/venv /srv/venv
COPY alembic.ini ./
COPY alembic alembic
COPY app app
COPY bassins bassins
COPY demo demo
COPY i18n i18n
COPY programmes programmes
COPY surveys surveys
COPY deploy/ateliers /usr/local/bin/ateliers
# The image may run with a read-only root: nothing is written but var/ (SQLite) and /tmp.
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ATELIERS_ENVIRONMENT=production
RUN python -m compileall -q app alembic
USER ateliers
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["ateliers"]
CMD ["serve", "--host", "0.0.0.0"]
