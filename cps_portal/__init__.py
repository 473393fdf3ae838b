from cps_portal.celery import app as celery_app
