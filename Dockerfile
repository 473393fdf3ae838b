# The production image: the portal alone, without sandbox, launcher and tests, as a user without rights.

FROM python:3.11-slim-bookworm AS base
# Pango writes the invoices; its fonts come with it.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=cps_portal.settings CPS_STATIC_ROOT=/srv/static CPS_DATA_DIR=/srv/data
WORKDIR /srv/portal

FROM base AS build
COPY requirements.txt ./
RUN python -m venv /srv/venv && pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY . ./
# The values are for this step alone: nothing is connected to, and nothing of them stays in the image.
RUN pybabel compile --directory locale --domain django \
    && CPS_SECRET_KEY=build CPS_DATABASE_URL=postgres:///build CPS_STRIPE_SECRET_KEY=build \
       CPS_STRIPE_WEBHOOK_SECRET=build python manage.py collectstatic --no-input --verbosity 0

FROM base
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && install --directory --owner portal --mode 700 /srv/data
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/portal /srv/portal
USER portal
VOLUME /srv/data
EXPOSE 8000
# The host of the portal's own address is the one that it answers to.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-c", "\
import os, urllib.parse, urllib.request;\
host = urllib.parse.urlsplit(os.environ['CPS_SITE_URL']).netloc;\
urllib.request.urlopen(urllib.request.Request('http://127.0.0.1:8000/health/live', headers={'Host': host}), timeout=4)"]
CMD ["gunicorn", "cps_portal.wsgi", "--workers=2", "--preload", "--timeout=60", "--graceful-timeout=5", "--no-control-socket", \
     "--bind=0.0.0.0:8000"]
