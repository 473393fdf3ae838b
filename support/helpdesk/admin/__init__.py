from support.helpdesk.admin import faq, tickets
