-- What every script begins with: short names, and numbers and lists that are the same on every server.
local call = redis.call
local unpack = table.unpack or unpack -- Lua 5.4 (the embedded server) and Lua 5.1 (Redis)

local function num(value)
  return string.format('%.0f', value)
end

-- A number that was stored, if it can be read: up to 15 digits.
local function whole(text)
  return text and #text <= 15 and string.find(text, '^%d+$') and tonumber(text) or nil
end

-- Unix milliseconds of the server's clock; tests pass a number.
local function clock(given)
  if given ~= '' then return tonumber(given) end
  local time = call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- One command with any number of arguments, 1000 at a time: Lua's stack is bounded. The sum of its answers.
local function bulk(command, key, args)
  local sum = 0
  for first = 1, #args, 1000 do
    sum = sum + call(command, key, unpack(args, first, math.min(first + 999, #args)))
  end
  return sum
end

-- The values of many fields, in order.
local function fields(key, names)
  if #names == 0 then return {} end
  if #names <= 1000 then return call('HMGET', key, unpack(names)) end
  local values = {}
  for first = 1, #names, 1000 do
    local part = call('HMGET', key, unpack(names, first, math.min(first + 999, #names)))
    for i = 1, #part do values[first + i - 1] = part[i] end
  end
  return values
end
