from tests.support.conftest import silver as silver
