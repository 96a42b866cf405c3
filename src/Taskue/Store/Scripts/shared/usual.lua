-- How long tasks of a kind took: from a sample of the passed tasks that are stored, the latest ones and others spread evenly over all.
-- A kind is a method; commands all have the same method, and their kind is their title. Needs: tasks done end_passed kept_passed; title.lua
local LATEST, SPREAD = 200, 300 -- of each of the two sets

local function kindOf(spec)
  local method, title = namesOf(spec)
  return method == 'shell' and 'shell ' .. title or method
end

local function sampleOf(set)
  local size = call('ZCARD', set)
  local ids = call('ZREVRANGE', set, 0, num(LATEST - 1))
  local step = math.max(1, (size - LATEST) / SPREAD)
  for i = 0, SPREAD - 1 do
    local rank = LATEST + math.floor(i * step)
    if rank >= size then break end
    ids[#ids + 1] = call('ZREVRANGE', set, num(rank), num(rank))[1]
  end
  return ids
end

-- Of each kind, a key of `wanted`: how many passed tasks of it the sample has, their median and their longest time in ms.
local function usualTimes(wanted)
  for _, set in ipairs({ end_passed, kept_passed }) do
    local ids = sampleOf(set)
    local specs, records = fields(tasks, ids), fields(done, ids)
    for i = 1, #ids do
      local times = specs[i] and wanted[kindOf(specs[i])]
      local over, started = string.match(times and records[i] or '', '^1|p|[^|]*|(%d+)|%d+|(%d+)|')
      if started then times[#times + 1] = tonumber(over) - tonumber(started) end
    end
  end
  local usual = {}
  for kind, times in pairs(wanted) do
    table.sort(times)
    usual[kind] = { num(#times), num(times[math.floor((#times + 1) / 2)] or 0), num(times[#times] or 0) }
  end
  return usual
end
