from support.helpdesk.models.faq import Faq
from support.helpdesk.models.tickets import Ticket, TicketEvent, TicketFile
