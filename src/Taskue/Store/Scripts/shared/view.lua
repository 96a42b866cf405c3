-- A task as a reader sees it, in eight fields: id, spec, entry of active, record of done, earlier starts, since
-- when it waits (waitingSince), and (asked for in full) large payload, large result. What is expired, or whose workflow is gone, is not there.
-- Needs: tasks active done tries created blobs flows; now, horizon (keep.lua)
local flowSeen = {}

local function flowVisible(id)
  local seen = flowSeen[id]
  if seen == nil then
    local text = call('HGET', flows, id)
    seen = false
    if text then
      local failed, over = string.match(text, '^1|%d+|%d+|%d+|%d+|%d+|(%d+)|%d+|%d+|%d+|%d+|%d+|%d+|(%d+)|')
      -- A damaged row is seen, so that it is found.
      seen = not over or over == '0' or tonumber(over) > horizon(tonumber(failed) > 0 and 'f' or 'p')
    end
    flowSeen[id] = seen
  end
  return seen
end

local function visible(spec, record)
  local workflow = string.match(spec, '^%d+|1|%-?%d*|[^|]*|%d+|%d+|([^|]+)|')
  if workflow then return flowVisible(workflow) end
  if not record then return true end
  local letter, over = string.match(record, '^1|(%a)|[^|]*|(%d+)|')
  return not KEEP[letter] or tonumber(over) > horizon(letter) -- a damaged record is seen, so that it is found
end

-- "1" for a task whose stage is not reached; when its stage was reached, for one that waits in a queue; "" for a single task.
local function waitingSince(id, spec)
  if call('ZSCORE', created, id) then return '1' end
  local workflow = string.match(spec, '^%d+|1|%-?%d*|[^|]*|%d+|%d+|([^|]+)|')
  local row = workflow and call('HGET', flows, workflow)
  return row and string.match(row, '^1' .. string.rep('|%d+', 9) .. '|(%d+)|') or ''
end

local function view(reply, ids, full)
  local specs, entries, records, earlier = fields(tasks, ids), fields(active, ids), fields(done, ids), fields(tries, ids)
  for i, id in ipairs(ids) do
    local spec, record = specs[i], records[i]
    if spec and visible(spec, record) then
      local n = #reply
      reply[n + 1], reply[n + 2], reply[n + 3], reply[n + 4] = id, spec, entries[i] or '', record or ''
      reply[n + 5] = earlier[i] or ''
      reply[n + 6] = not record and not entries[i] and waitingSince(id, spec) or ''
      reply[n + 7] = full and call('HGET', blobs, 'a|' .. id) or ''
      reply[n + 8] = full and call('HGET', blobs, 'r|' .. id) or ''
    end
  end
end
