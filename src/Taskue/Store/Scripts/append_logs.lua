--[[ append_logs.lua: keep what tasks have written, of many attempts in one call.
  KEYS   @keys below
  ARGV   1 now, unix ms; "" takes the server's clock   2 incarnation   3 "1": a full server is to note how much is lost, without the lines
         4 bytes, 5 lines that are kept of one attempt   6 bytes that are kept of one task
         then the appends, ten for each, those of an attempt in order: id, starts, number of the append, rising by attempt,
         number of the first line, offset of the first line, lines, ms of the first line, ms of the last line, highest level,
         lines (at most 16 KiB; with 3 their number of bytes)
  Return {"ok", now, which of the appends were refused, counted from 1 and separated by commas}
  Holds  an append counts only while its incarnation and start stand in active, and once, however often it is repeated; of an attempt over
         its limits the first and the last part are kept, of a task over its limit the latest attempts. A full server refuses the whole call
  Cost   O(appends), at most 1000 of them, and 4 MiB of lines
]]
--@keys meta active log logs log_kept
--@include base log log_drop
if ARGV[3] == '1' then call('HDEL', meta, '-') end
local nowText = num(clock(ARGV[1]))
local me, mostBytes, mostLines, mostOfTask = ARGV[2], tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local CHUNK, ATTEMPTS = 16384, 32
local rows, order, refused = {}, {}, {}

-- The rows of the tasks, all read at once.
local ids = {}
for i = 7, #ARGV, 10 do
  if not rows[ARGV[i]] then
    rows[ARGV[i]] = { id = ARGV[i] }
    ids[#ids + 1] = ARGV[i]
  end
end
local entries, texts = fields(active, ids), fields(log, ids)
for i, id in ipairs(ids) do
  local row = rows[id]
  order[i] = row
  row.incarnation, row.starts, row.workflow =
    string.match(entries[i] or '', '^([^|]*)|(%d+)|%d*|%d*|%d+|%d+|%d*|[^|]*|%d+|%d+|([^|]*)|%d*$')
  local _, attempts = readLog(texts[i])
  row.attempts = attempts
end

local function attemptOf(row, opened)
  local one = row.attempts[#row.attempts]
  if not one or num(one.starts) ~= row.starts then
    one = { starts = tonumber(row.starts), seq = 0, head = 0, tail = 0, next = 0, bytes = 0, headBytes = 0, lines = 0, headLines = 0,
      number = 1, offset = 0, opened = tonumber(opened) }
    row.attempts[#row.attempts + 1] = one
  end
  return one
end

-- Puts lines behind the last ones: into the last chunk where they follow on it and fit, else into a new one.
local function keep(row, one, number, offset, lines, first, last, level, text)
  local size = #text
  local inHead = one.tail == one.head and one.tail == one.next
  local headFits = inHead and one.headBytes + size <= mostBytes / 2 and one.headLines + lines <= mostLines / 2
  if one.next > 0 and inHead == headFits and number == one.number then
    local name = chunkOf(row.id, one, one.next - 1)
    local old = call('HGET', logs, name)
    if old and #old + size <= CHUNK then
      local n, o, l, b, f, _, v, from = string.match(old, HEADER)
      if n then
        call('HSET', logs, name, n .. '|' .. o .. '|' .. num(l + lines) .. '|' .. num(b + size) .. '|' .. f .. '|' .. last .. '|'
          .. (v > level and v or level) .. ';' .. string.sub(old, from) .. text)
        size = -size
      end
    end
  end
  if size >= 0 then
    call('HSET', logs, chunkOf(row.id, one, one.next), num(number) .. '|' .. num(offset) .. '|' .. num(lines) .. '|' .. num(size) .. '|'
      .. first .. '|' .. last .. '|' .. level .. ';' .. text)
    one.next = one.next + 1
    if headFits then one.head, one.tail = one.next, one.next end
  end
  size = #text
  one.bytes, one.lines = one.bytes + size, one.lines + lines
  if headFits then one.headBytes, one.headLines = one.headBytes + size, one.headLines + lines end
end

-- Cuts the middle of an attempt: the oldest chunks behind its head.
local function cut(row, one)
  while (one.bytes > mostBytes or one.lines > mostLines) and one.tail < one.next - 1 do
    local name = chunkOf(row.id, one, one.tail)
    local _, _, lines, bytes = string.match(call('HGET', logs, name) or '', HEADER)
    call('HDEL', logs, name)
    one.bytes, one.lines, one.tail = one.bytes - (bytes or 0), one.lines - (lines or 0), one.tail + 1
  end
end

for i = 7, #ARGV, 10 do
  local row, starts, seq = rows[ARGV[i]], ARGV[i + 1], tonumber(ARGV[i + 2])
  if row.incarnation ~= me or row.starts ~= starts then
    refused[#refused + 1] = num((i - 7) / 10 + 1)
  else
    local one = attemptOf(row, ARGV[i + 6])
    if seq > one.seq then
      local number, offset, lines = tonumber(ARGV[i + 3]), tonumber(ARGV[i + 4]), tonumber(ARGV[i + 5])
      local size = ARGV[3] == '1' and tonumber(ARGV[i + 9]) or #ARGV[i + 9]
      if ARGV[3] ~= '1' and lines > 0 then
        keep(row, one, number, offset, lines, ARGV[i + 6], ARGV[i + 7], ARGV[i + 8], ARGV[i + 9])
        cut(row, one)
      end
      one.seq, one.number, one.offset = seq, number + lines, offset + size
      row.changed = true
    end
  end
end

local kept, written = {}, {}
for _, row in ipairs(order) do
  if row.changed then
    local sum = 0
    for _, one in ipairs(row.attempts) do sum = sum + one.bytes end
    for n, one in ipairs(row.attempts) do
      if sum <= mostOfTask or n == #row.attempts then break end
      sum = sum - one.bytes
      dropChunks(row.id, one)
    end
    while #row.attempts > ATTEMPTS do dropChunks(row.id, table.remove(row.attempts, 1)) end
    local parts = { '1|' .. nowText .. ';' }
    for _, one in ipairs(row.attempts) do
      local values = {}
      for p, part in ipairs(PARTS) do values[p] = num(one[part]) end
      parts[#parts + 1] = table.concat(values, '|') .. ';'
    end
    written[#written + 1], written[#written + 2] = row.id, table.concat(parts)
    kept[#kept + 1], kept[#kept + 2] = nowText, row.id
  end
end
bulk('HSET', log, written)
bulk('ZADD', log_kept, kept)
for _, row in ipairs(order) do
  if row.changed then
    local channel = string.sub(meta, 1, -5) .. 'log:'
    call('PUBLISH', channel .. row.id, row.id)
    if row.workflow ~= '' then call('PUBLISH', channel .. row.workflow, row.id) end
  end
end
return { 'ok', nowText, table.concat(refused, ',') }
