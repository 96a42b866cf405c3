-- A workflow's mutable row, read once a call, and its advance from stage to stage. The only place that judges a stage in the store;
-- StageEvaluator.cs is the same rule in C#, and a test holds the two together.
-- Needs: meta waiters done plan flows stages created advancing kept_skipped flow_pending flow_running flow_passed flow_failed;
-- record.lua; queues (by name), now, nowText
local CHUNK = 500  -- tasks in one row of the plan: the unit in which a stage is moved
local budget = 1000 -- tasks that one call may move; the rest is left in `advancing` for any runner's next call
local needed = {}  -- queues that would have to be declared to go on
local left = false -- whether something was left in `advancing`
local rows, changed, endings, ended = {}, {}, {}, {}

local ROW = '^1' .. string.rep('|(%d+)', 19) .. '$'

local function flow(id)
  local row = rows[id]
  if row ~= nil then return row end
  row = false
  local text = call('HGET', flows, id)
  if text then
    local v = { string.match(text, ROW) }
    if v[1] then
      for i = 1, 19 do v[i] = tonumber(v[i]) end
    end
    -- Where it says more than a workflow can have, it is damaged: what loops over it would not end.
    if v[1] and v[1] <= 1000 and v[2] <= 10000 and v[3] <= v[1] and v[4] * CHUNK < 10000 + CHUNK then
      row = {
        id = id, stages = v[1], total = v[2], stage = v[3], chunk = v[4], left = v[5], failed = v[6], warned = v[7],
        stageFailed = v[8], stageSkipped = v[9], stageReady = v[10], stageStarted = v[11], started = v[12], ended = v[13],
        p = v[14], f = v[15], e = v[16], t = v[17], x = v[18], s = v[19],
      }
    end
  end
  rows[id] = row
  return row
end

local function touch(row)
  if not row.changed then
    row.changed = true
    changed[#changed + 1] = row
  end
end

local function saveFlows()
  for _, r in ipairs(changed) do
    call('HSET', flows, r.id, string.format('1' .. string.rep('|%.0f', 19), r.stages, r.total, r.stage, r.chunk, r.left, r.failed,
      r.warned, r.stageFailed, r.stageSkipped, r.stageReady, r.stageStarted, r.started, r.ended, r.p, r.f, r.e, r.t, r.x, r.s))
  end
end

-- A task of the workflow's current stage was handed to a runner.
local function flowStarted(id)
  local row = flow(id)
  if not row or row.stageStarted > 0 then return end
  row.stageStarted = now
  if row.started == 0 then
    row.started = now
    call('ZREM', flow_pending, id)
    call('ZADD', flow_running, 0, id)
  end
  touch(row)
end

-- A task of the workflow's current stage became final.
local function flowCount(row, letter, allowed)
  row[letter] = row[letter] + 1
  row.left = row.left - 1
  if letter == 's' then
    row.stageSkipped = row.stageSkipped + 1
  elseif letter ~= 'p' then
    if allowed then row.warned = row.warned + 1 else row.stageFailed = row.stageFailed + 1 end
  end
  touch(row)
end

local function flowFinished(id, letter, allowed)
  local row = flow(id)
  if not row then return end
  flowCount(row, letter, allowed)
  if row.left == 0 then endings[#endings + 1] = row end
end

-- Queues what of one row of the plan may run, and skips the rest. With nothing done false if a queue is not declared, nil if the row is damaged.
local function moveChunk(row, names)
  local entries, gone, skipped, scores, records = {}, {}, {}, {}, {}
  local clean = row.failed == 0
  local text = call('HGET', plan, row.id .. '|' .. num(row.stage) .. '|' .. num(row.chunk)) or ''
  local suffix = row.stage == 0 and '' or '|0|0|0|' .. nowText
  for id, when, allowed, queue in string.gmatch(text, '(' .. string.rep('.', 22) .. ')(.)(.)(%d%d)') do
    gone[#gone + 1] = id
    if when == 'a' or (when == 's') == clean then
      local name = names[tonumber(queue)]
      if not name then return nil end
      if not queues[name] then
        for _, missing in ipairs(names) do
          if not queues[missing] then needed[#needed + 1] = missing end
        end
        return false
      end
      entries[name] = entries[name] or {}
      table.insert(entries[name], id .. suffix)
    else
      skipped[#skipped + 1] = id
      scores[#scores + 1], scores[#scores + 2] = nowText, id
      records[#records + 1], records[#records + 2] = id, record('s', '', nowText, '0|||0|0|', '|0,0,0,0|')
    end
  end
  bulk('ZREM', created, gone)
  for name, list in pairs(entries) do
    bulk('RPUSH', queues[name].list, list)
    pushed[name] = true
  end
  if #skipped > 0 then
    bulk('HSET', done, records)
    bulk('ZADD', kept_skipped, scores)
    for _, id in ipairs(skipped) do
      flowCount(row, 's', false)
      ended[#ended + 1] = id
    end
  end
  row.chunk = row.chunk + 1
  budget = budget - #gone
  touch(row)
  return true
end

local function closeStage(row, count)
  local state = 'p'
  if row.stageFailed > 0 then state = 'f' elseif row.stageSkipped == count then state = 's' end
  call('HSET', stages, row.id .. '|' .. num(row.stage),
    state .. '|' .. num(row.stageReady) .. '|' .. num(row.stageStarted) .. '|' .. nowText)
  row.failed = row.failed + row.stageFailed
  row.stage, row.chunk, row.stageFailed, row.stageSkipped, row.stageStarted = row.stage + 1, 0, 0, 0, 0
  row.stageReady = now
  budget = budget - 5
  touch(row)
end

local function closeFlow(row)
  row.ended = now
  call('ZREM', flow_pending, row.id)
  call('ZREM', flow_running, row.id)
  call('ZADD', row.failed > 0 and flow_failed or flow_passed, nowText, row.id)
  ended[#ended + 1] = row.id
  touch(row)
end

-- How many tasks a stage has: five digits in the plan's head; nil if it is damaged.
local function sizeOf(rest, stage)
  return tonumber(string.match(rest, '^%d%d%d%d%d', stage * 5 + 1))
end

-- Takes a workflow as far as it goes: moves the stage that was reached, closes each stage that is over, ends the workflow.
-- What would go over the budget, or needs an undeclared queue, stays in `advancing`.
local function advance(row)
  local count, names, rest = string.match(call('HGET', plan, row.id) or '', '^1|(%d+)|%d+|([^|]*)|(.*)$')
  if not count then
    call('ZREM', advancing, row.id) -- a damaged plan: nothing can be moved by it
    return
  end
  count = tonumber(count)
  local list = {}
  for name in string.gmatch(names, '[^,]+') do list[#list + 1] = name end
  while row.stage < count do
    local size = sizeOf(rest, row.stage)
    while size and row.chunk * CHUNK < size do
      local moved = budget > 0 and moveChunk(row, list)
      if moved == nil then size = nil end
      if moved == false then
        call('ZADD', advancing, nowText, row.id)
        left = true
        return
      end
    end
    if not size or row.left > 0 then break end
    closeStage(row, size)
    if row.stage < count then row.left = sizeOf(rest, row.stage) or 0 end
  end
  if row.stage == count and row.ended == 0 then closeFlow(row) end
  call('ZREM', advancing, row.id)
end

-- Judges what ended in this call, and tells who waits. What changed is saved by saveFlows, once, at the end.
local function settle()
  for _, row in ipairs(endings) do
    if row.left == 0 and row.ended == 0 then advance(row) end
  end
  notify(ended)
  endings, ended = {}, {}
end
