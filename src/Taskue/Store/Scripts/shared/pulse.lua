-- Heartbeats, and the grace after a time in which nobody's was accepted: Redis away must not look like everybody's death.
-- Needs: meta beats; now
-- A gap has one grace: `graced` is the beat that it follows. Who never beats again is not graced for ever.
local function inGrace(period, expiry)
  local values = call('HMGET', meta, 'beat', 'grace', 'graced')
  local beat, grace = whole(values[1]) or 0, whole(values[2]) or 0
  if beat > 0 and now - beat > 2 * period and values[3] ~= values[1] then
    grace = now + expiry
    call('HSET', meta, 'grace', num(grace), 'graced', values[1])
  end
  return now < grace
end

local function pulse(incarnation, period, expiry)
  inGrace(period, expiry)
  call('HSET', meta, 'beat', num(now))
  call('ZADD', beats, num(now + expiry), incarnation)
end
