import pytest, time
from tests.browser.fixtures import *
from tests.accessibility.test_axe import *
@pytest.mark.browser
def test_smoke(live, open_page, watch):
    page = open_page(f"/trios/{live.trio()}", live.members()[0], **LAPTOP)
    t=time.time(); page.evaluate(AXE); print("inject", time.time()-t)
    for w in (320,390,1280):
        t=time.time(); page.set_viewport_size({"width": w, "height": 800}); print(w, "size", time.time()-t)
        for rules in (None, OF_COLOUR, ["target-size"], None):
            t=time.time(); violations(page, rules); print(rules, time.time()-t)
    page.evaluate("() => axe.setup && 1")
    print(page.evaluate("""async () => { const t=[]; for (const r of axe.getRules(['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa'])) { const s=performance.now(); await axe.run(document,{runOnly:{type:'rule',values:[r.ruleId]},resultTypes:['violations'],elementRef:false,preload:false}); t.push([r.ruleId, Math.round(performance.now()-s)]); } return t.sort((a,b)=>b[1]-a[1]).slice(0,12) }"""))
    for q in ('["wcag2a"]',):
        print(page.evaluate("""async () => { const s=performance.now(); axe.setup(document); const a=performance.now()-s; axe.teardown(); return a }"""))
