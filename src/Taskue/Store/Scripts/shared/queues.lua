-- The declared queues by name: behind the fixed keys stand three for each, list, parked and held.
-- QUEUES is the index in ARGV of their number; their names follow it. Needs: FIXED (the number of fixed keys, set by the loader)
local function declared(at)
  local byName, ordered = {}, {}
  for i = 1, tonumber(ARGV[at]) do
    local key = FIXED + 3 * i
    local queue = { name = ARGV[at + i], list = KEYS[key - 2], parked = KEYS[key - 1], held = KEYS[key] }
    byName[queue.name], ordered[i] = queue, queue
  end
  return byName, ordered
end

local pushed = {} -- queues that this call put something into

-- Wakes one runner that is parked at a queue; one that is gone is passed over, at most three times. Needs: rouse.lua
local function wake(queue)
  for _ = 1, 3 do
    local incarnation = call('SPOP', queue.parked)
    if not incarnation then return end
    if rouse(incarnation, '') then return end
  end
end

local function wakePushed(queues)
  for name in pairs(pushed) do
    if call('EXISTS', queues[name].list) == 1 then wake(queues[name]) end
  end
end
