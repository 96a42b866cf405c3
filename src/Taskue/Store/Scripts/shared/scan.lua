-- Filtered lists: candidates in the order of their source, looked at up to a budget, and the title that is wanted of them.
-- A cursor names the last candidate that was looked at, so that a list goes on where it left off whatever was added or removed meanwhile.
-- Needs: horizon (keep.lua); since (id or ""), past (id or "")

-- A zset of ids with score 0, newest first. Ids begin with the time of their making, so a span of time is a span of them.
local function newest(set, cursor, most)
  local from = cursor ~= '' and '(' .. cursor or past ~= '' and '(' .. past or '+'
  return call('ZREVRANGEBYLEX', set, from, since ~= '' and '[' .. since or '-', 'LIMIT', 0, num(most))
end

-- The first rank of a zset of ends, latest first, that comes behind the cursor: binary search, right also for many of one millisecond.
local function behind(set, size, score, id)
  local low, high = 0, size
  while low < high do
    local middle = math.floor((low + high) / 2)
    local at = call('ZREVRANGE', set, num(middle), num(middle), 'WITHSCORES')
    local there = tonumber(at[2])
    if there < score or there == score and at[1] < id then high = middle else low = middle + 1 end
  end
  return low
end

-- Several zsets of ends read as one, latest end first. `from` has {set, letter of retention or nil} for each; the cursor is "end|id".
-- Answers with ids and ends, `most` of them unless that is all.
local function latest(from, cursor, most)
  local score, id = string.match(cursor, '^(%d+)|(.*)$')
  local heads, ids, ends = {}, {}, {}
  local function fill(head)
    head.part = call('ZREVRANGE', head.set, num(head.rank), num(math.min(head.rank + 99, head.size - 1)), 'WITHSCORES')
    head.rank, head.at = head.rank + #head.part / 2, 1
  end
  for _, one in ipairs(from) do
    local size = one[2] and call('ZCOUNT', one[1], '(' .. num(horizon(one[2])), '+inf') or call('ZCARD', one[1])
    local head = { set = one[1], size = size, rank = score and behind(one[1], size, tonumber(score), id) or 0 }
    if head.rank < size then
      fill(head)
      heads[#heads + 1] = head
    end
  end
  while #ids < most do
    local best, bestScore, bestId = nil, nil, nil
    for _, head in ipairs(heads) do
      local member = head.part[head.at]
      if member then
        local there = tonumber(head.part[head.at + 1])
        if not best or there > bestScore or there == bestScore and member > bestId then best, bestScore, bestId = head, there, member end
      end
    end
    if not best then break end
    ids[#ids + 1], ends[#ends + 1] = bestId, bestScore
    best.at = best.at + 2
    if not best.part[best.at] and best.rank < best.size then fill(best) end
  end
  return ids, ends
end

-- The parts of a pattern between its stars: the first begins the title, the last ends it, the others follow each other. In time
-- proportional to the title, which a pattern of Lua's with several stars is not.
local function pattern(at)
  local pieces = {}
  for i = 1, tonumber(ARGV[at]) do pieces[i] = ARGV[at + i] end
  return pieces
end
local function titled(pieces, title)
  if #pieces == 0 then return true end
  title = string.lower(title)
  local first, last = pieces[1], pieces[#pieces]
  if #pieces == 1 then return title == first end
  if string.sub(title, 1, #first) ~= first then return false end
  local at = #first + 1
  for i = 2, #pieces - 1 do
    local _, to = string.find(title, pieces[i], at, true)
    if not to then return false end
    at = to + 1
  end
  return #title - #last + 1 >= at and string.sub(title, #title - #last + 1) == last
end
