from support.operations.actions.data_requests import complete_data_requests
from support.operations.actions.job_runs import remember_failure, remember_run, watch_jobs
