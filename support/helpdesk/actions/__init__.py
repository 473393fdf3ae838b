from support.helpdesk.actions.purging import purge_tickets_of, purge_tickets_of_company
from support.helpdesk.actions.ticket_files import MOST_FILES, delete_outlived_files, keep_files
from support.helpdesk.actions.tickets import (
    SentAlready,
    Topic,
    Words,
    answer,
    ask,
    close_silent,
    close_ticket,
    note,
    release_ticket,
    reply,
    take,
)
