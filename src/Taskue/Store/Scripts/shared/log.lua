-- Logs. `logs` has the chunks, id|starts|n: number|offset|lines|bytes|first|last|level; and the lines, each ms|level source length:text.
-- `log` has a row a task, 1|ms of the last append; and for each attempt with a log, oldest first, the numbers of PARTS, ended by a semicolon.
-- Chunks 0 to head - 1 and tail to next - 1 are there: what was in between is cut. number and offset are those of the line that comes next, of
-- all that were written: what is missing is a difference. Needs: nothing
local PARTS = { 'starts', 'seq', 'head', 'tail', 'next', 'bytes', 'headBytes', 'lines', 'headLines', 'number', 'offset', 'opened' }
local ATTEMPT = '^' .. string.rep('(%d+)|', #PARTS - 1) .. '(%d+);()'
local HEADER = '^(%d+)|(%d+)|(%d+)|(%d+)|(%d+)|(%d+)|(%d);()'

-- When a task's log was last written to, and its attempts. A damaged row is a log without lines.
local function readLog(text)
  local last, at = string.match(text or '', '^1|(%d+);()')
  local attempts = {}
  while at do
    local values = { string.match(text, ATTEMPT, at) }
    at = values[#PARTS + 1]
    if at then
      local one = {}
      for i, part in ipairs(PARTS) do
        one[part] = whole(values[i])
        if not one[part] then return whole(last) or 0, attempts end
      end
      if one.head + one.next - one.tail > 1000000 then break end -- damaged: nobody is to walk through that
      attempts[#attempts + 1] = one
    end
  end
  return whole(last) or 0, attempts
end

local function chunkOf(id, one, n)
  return id .. '|' .. num(one.starts) .. '|' .. num(n)
end
