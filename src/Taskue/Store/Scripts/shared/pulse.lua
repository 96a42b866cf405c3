-- Heartbeats, and the grace after a time in which nobody's was accepted: Redis away must not look like everybody's death.
-- Needs: meta beats; now
-- A gap has one grace: `graced` is the beat that it follows. Redis may be away again before all have come back, but not for ever: from the
-- fourth gap on of a row in which each begins in the grace of the one before, whose heartbeat had expired by that beat has none.
local function inGrace(period, expiry, expires)
  local values = call('HMGET', meta, 'beat', 'grace', 'graced', 'gaps')
  local beat, grace, graced, gaps = whole(values[1]) or 0, whole(values[2]) or 0, whole(values[3]) or 0, whole(values[4]) or 0
  if beat > 0 and now - beat > 2 * period and graced ~= beat then
    gaps = beat < grace and gaps + 1 or 1
    grace, graced = now + expiry, beat
    call('HSET', meta, 'grace', num(grace), 'graced', num(graced), 'gaps', num(gaps))
  end
  return now < grace and (gaps <= 3 or expires >= graced)
end

local function pulse(incarnation, period, expiry)
  inGrace(period, expiry, now)
  call('HSET', meta, 'beat', num(now))
  call('ZADD', beats, num(now + expiry), incarnation)
end
