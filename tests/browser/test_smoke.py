import pytest
from tests.browser.fixtures import *
@pytest.mark.browser
def test_smoke(live, open_page):
    import time
    t=time.time()
    page = open_page(f"/trios/{live.trio()}", live.members()[0], **PHONE)
    print(time.time()-t)
    page.screenshot(path="/tmp/j.png")
@pytest.mark.browser
def test_smoke2(live, open_page):
    import time
    t=time.time()
    page = open_page(f"/trios/{live.trio()}", live.members()[0], **LAPTOP)
    print(time.time()-t)
    page.screenshot(path="/tmp/j2.png")
