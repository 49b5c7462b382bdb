"""Step 5: anyone opens the trace of what they hold."""
import json

from narration import Failed


def trace(world, coop):
    path = f'/01/{coop.lot["gtin"]}/10/{coop.lot["lot_number"]}'
    client = world.client

    def shipped():
        found = client.call(None, 'GET', path, quiet=True)
        return found if any(step['step'] == 'ship' for step in found['journey']) else None

    client.until('the shipment to show in the trace', shipped)
    found = client.call(None, 'GET', path)
    text = json.dumps(found, ensure_ascii=False)
    page = client.call(None, 'GET', path, accept='text/html', quiet=True).decode()
    for secret in coop.household_names:
        if secret in text or secret in page:
            raise Failed('a household\'s identity stands on a public page')
    steps = [step['step'] for step in found['journey']]
    checks = {'households': (found['households'], coop.households), 'county': (found['county'], coop.county),
              'tests': (len(found['tests']), 1), 'recalled': (found['recalled'], False)}
    for name, (value, expected) in checks.items():
        if value != expected:
            raise Failed(f'the trace says {name} = {value}, expected {expected}')
    if not found.get('certification') or not found.get('commitment_certificate') or steps[0] != 'harvest':
        raise Failed(f'the trace lacks its certification, its certificate or its beginning: {steps}')
    target = world.directory / f'trace-{coop.lot["lot_number"]}.html'
    target.write_text(page, encoding='utf-8')
    world.narrator.say(f'旅程 {" → ".join(steps)}，{coop.households} 户农户；网页存于 {target}',
                       f'Journey {" → ".join(steps)}, {coop.households} households; the page is in {target}')


def run(world):
    world.narrator.step(5, '扫码溯源', 'The trace behind the code')
    for coop in (world.tea, world.chicken):
        trace(world, coop)
