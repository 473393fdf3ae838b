from support.lookup.models.look_ups import LookUp
from support.lookup.models.names import NameWord, Word
