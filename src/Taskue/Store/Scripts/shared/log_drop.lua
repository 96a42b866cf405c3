-- Takes logs away. Needs: log logs log_kept; log.lua
local MOST_CHUNKS = 1000000 -- of one task: all of them

-- Takes the chunks of an attempt away; how many those were.
local function dropChunks(id, one)
  local names = {}
  for n = 0, one.head - 1 do names[#names + 1] = chunkOf(id, one, n) end
  for n = one.tail, one.next - 1 do names[#names + 1] = chunkOf(id, one, n) end
  bulk('HDEL', logs, names)
  one.head, one.tail, one.bytes, one.headBytes, one.lines, one.headLines = 0, one.next, 0, 0, 0, 0
  return #names
end

-- Takes the logs of tasks away, after about `most` chunks no more: whether none is left, and what is left of `most`. Where nobody logs it
-- costs one EXISTS.
local function dropLogs(ids, most)
  if #ids == 0 or call('EXISTS', log) == 0 then return true, most end
  local gone, whole = {}, true
  for i, text in ipairs(fields(log, ids)) do
    if text and most > 0 then
      local _, attempts = readLog(text)
      for _, one in ipairs(attempts) do most = most - dropChunks(ids[i], one) end
      gone[#gone + 1] = ids[i]
    elseif text then
      whole = false
    end
  end
  bulk('HDEL', log, gone)
  bulk('ZREM', log_kept, gone)
  return whole, most
end
