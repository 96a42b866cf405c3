-- Retention: how long each final state is kept, in ms, from `meta`; the default where that cannot be read. Needs: meta; now
local DAY = 86400000
local KEEP = { p = DAY, s = DAY, f = 7 * DAY, e = 7 * DAY, t = 7 * DAY, x = 7 * DAY }
local kept = call('HMGET', meta, 'keep:p', 'keep:f', 'keep:e', 'keep:t', 'keep:x', 'keep:s', 'keep:l')
for i, letter in ipairs({ 'p', 'f', 'e', 't', 'x', 's' }) do KEEP[letter] = whole(kept[i]) or KEEP[letter] end

-- What ended before this is expired: nobody sees it any more. Retention 0 leaves the stub for a minute.
local function horizon(letter)
  return now - (KEEP[letter] > 0 and KEEP[letter] or 60000)
end

-- Logs may go before their tasks, counted from their last line: one that was last written to before this is expired.
local function logHorizon()
  local keep = whole(kept[7]) or 0
  return keep > 0 and now - keep or -1
end
