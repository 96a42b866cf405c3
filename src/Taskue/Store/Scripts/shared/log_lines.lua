-- Which lines of a log a reader asks for. Needs: logs; log.lua; filter (set by the script)
-- The source of a line that is incomplete is stored with 4 added.
-- filter: level, source ("" for any), since and until in ms ("" for open)
local since, till, from = tonumber(filter.since), tonumber(filter.till), tonumber(filter.source)

local function wanted(ms, level, source)
  return level >= filter.level and (not from or tonumber(source) % 4 == from)
    and (not since or ms >= since) and (not till or ms <= till)
end

-- A chunk: what its header says and where its lines begin; nil for one that is damaged or gone.
local function chunk(id, one, n)
  local text = call('HGET', logs, chunkOf(id, one, n))
  local number, offset, lines, bytes, first, last, level, body = string.match(text or '', HEADER)
  number, offset, lines, bytes, first, last = whole(number), whole(offset), whole(lines), whole(bytes), whole(first), whole(last)
  if not (number and offset and lines and bytes and first and last) then return nil end
  return {
    text = text, number = number, offset = offset, lines = lines, bytes = bytes, first = first, last = last, from = body,
    -- Whether any line of it, and whether each, can be wanted as far as the header says.
    some = level >= filter.level and (not since or last >= since) and (not till or first <= till),
    all = filter.level == '0' and filter.source == '' and (not since or first >= since) and (not till or last <= till),
  }
end

-- Walks through the lines of a chunk as long as the visitor answers true: visit(number, offset, ms, level, source, text); whether it came to the end.
local function eachLine(c, visit)
  local number, at = c.number, c.from
  while at <= #c.text do
    local ms, level, source, size, body = string.match(c.text, '^(%d+)|(%d)(%d)(%d+):()', at)
    if not whole(ms) then return true end
    local stop = body + tonumber(size)
    if not visit(number, c.offset + at - c.from, tonumber(ms), level, source, body, stop - 1) then return false end
    number, at = number + 1, stop
  end
  return true
end
