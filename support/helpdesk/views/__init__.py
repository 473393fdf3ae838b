from support.helpdesk.views.contact import contact
from support.helpdesk.views.tickets import ask, close_ticket, ticket, ticket_file, tickets
