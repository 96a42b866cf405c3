-- Takes finished workflows and their tasks away, in slices. A workflow to drop stands in `dropping` with its place: stage|row.
-- Needs: tasks done tries blobs index created kept_* plan stages dropping; log_drop.lua, leaving.lua
local SLICE = 1000 -- about so many tasks a call
local KEPT = { p = kept_passed, f = kept_failed, e = kept_errored, t = kept_timedout, x = kept_terminated, s = kept_skipped }

-- Their logs are large: they go first, in slices of their own.
local LOG_CHUNKS = 2000

local function forget(ids)
  local large = {}
  for _, id in ipairs(ids) do
    large[#large + 1] = 'a|' .. id
    large[#large + 1] = 'r|' .. id
  end
  bulk('HDEL', tasks, ids)
  bulk('HDEL', done, ids)
  bulk('HDEL', tries, ids)
  bulk('HDEL', blobs, large)
  bulk('ZREM', index, ids)
end

-- `leaving`, with what this call changes: read before its first change.
local counts
local function leaves(letter, more)
  counts[letter] = math.max(0, counts[letter] + more)
end

-- From here on no reader sees it, and it goes in slices: a workflow that has ended, by its row, or one of which so many tasks have come.
local function beginDrop(id, row, come)
  counts = counts or leavingTasks()
  local ends = { string.match(row or '', string.rep('|(%d+)', 6) .. '$') }
  ends[7] = come
  for i, letter in ipairs(LEAVING) do leaves(letter, whole(ends[i]) or 0) end
  call('HSET', dropping, id, '0|0')
end

-- After the drops of a call.
local function saveLeaving()
  if not counts then return end
  if call('EXISTS', dropping) == 0 then
    call('HDEL', meta, 'leaving')
  else
    local texts = {}
    for i, letter in ipairs(LEAVING) do texts[i] = num(counts[letter]) end
    call('HSET', meta, 'leaving', table.concat(texts, '|'))
  end
end

-- Drops up to `most` tasks of one workflow: whether nothing is left of it, and what is left of `most`.
local function dropFlow(id, most)
  counts = counts or leavingTasks()
  local stage, row = string.match(call('HGET', dropping, id) or '0|0', '^(%d+)|(%d+)$')
  stage, row = tonumber(stage or '0'), tonumber(row or '0') -- a damaged place: from the beginning
  local count = tonumber(string.match(call('HGET', plan, id) or '', '^1|(%d+)|') or '0')
  while stage < count do
    local field = id .. '|' .. num(stage) .. '|' .. num(row)
    local text = call('HGET', plan, field)
    if not text then
      call('HDEL', stages, id .. '|' .. num(stage))
      stage, row = stage + 1, 0
      most = most - 1
    else
      local ids, byLetter = {}, {}
      for task in string.gmatch(text, '(' .. string.rep('.', 22) .. ')....') do ids[#ids + 1] = task end
      local dropped, left = dropLogs(ids, 2 * most) -- two chunks of a log are as much work as a task
      most = math.floor(left / 2)
      if not dropped then
        call('HSET', dropping, id, num(stage) .. '|' .. num(row))
        return false, most
      end
      for i, record in ipairs(fields(done, ids)) do
        local letter = record and string.match(record, '^1|(%a)|')
        if KEPT[letter] then
          byLetter[letter] = byLetter[letter] or {}
          table.insert(byLetter[letter], ids[i])
        end
      end
      for letter, list in pairs(byLetter) do leaves(letter, -bulk('ZREM', KEPT[letter], list)) end
      leaves('c', -bulk('ZREM', created, ids))
      forget(ids)
      call('HDEL', plan, field)
      row = row + 1
      most = most - #ids
    end
    if most <= 0 and stage < count then
      call('HSET', dropping, id, num(stage) .. '|' .. num(row))
      return false, most
    end
  end
  call('HDEL', plan, id)
  call('HDEL', dropping, id)
  return true, most
end
