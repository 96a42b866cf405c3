-- How many tasks of a workflow run now. What is running is read once a call, and only if a workflow asks that has begun and not ended. Needs: active
local runningByFlow

local function runningOf(id, row)
  local started, over = string.match(row, '^1' .. string.rep('|%d+', 11) .. '|(%d+)|(%d+)|')
  if not over or started == '0' or over ~= '0' then return '0' end
  if not runningByFlow then
    runningByFlow = {}
    for _, entry in ipairs(call('HVALS', active)) do
      local flow = string.match(entry, '^' .. string.rep('[^|]*|', 10) .. '([^|]+)|')
      if flow then runningByFlow[flow] = (runningByFlow[flow] or 0) + 1 end
    end
  end
  return num(runningByFlow[id] or 0)
end
