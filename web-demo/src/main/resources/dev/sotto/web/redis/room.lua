-- The rules of one room, in front of every operation; the text that is run begins with a table
-- RULES, times in milliseconds. The terms are those of RoomStore, and MemoryRoom says the same in
-- Java. Every answer is a list of strings. What is found in a key that these scripts did not write
-- ends the operation with an error, and nothing else.

local PREFIX = 'sotto:'
local OPEN = PREFIX .. 'open' -- names of the open rooms, by when their keys end
local USED = PREFIX .. 'used' -- numbers not to be used again, by until when
local REMEMBERED = 60000 -- how long a seat can still learn how its room ended
local MOST_FIELDS = 40
local MOST_BYTES = 32768 -- of a message
local MOST_ANSWERED = 32 -- messages; who wants more reads again
local MOST_ANSWERED_BYTES = 131072
local NONE = '0'

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

local function text(number)
  return string.format('%.0f', number)
end

local function number(field)
  local value = tonumber(field)
  if not value or value ~= value or value < 0 or value > 9007199254740991 then
    error('not a number of a room')
  end
  return value
end

local function key(what, name)
  return PREFIX .. what .. ':' .. name
end

local function isMeeting(name)
  return #name == 32
end

local function refused(why)
  return {'refused', why}
end

-- Both roles: what a seat's fields begin with, which list its messages go to, whom it hears.
local ROLES = {'inviter', 'joiner'}
local OTHER = {inviter = 'joiner', joiner = 'inviter'}
local COUNTERS = {
  'opened', 'changed', 'run', 'begun', 'paired', 'attachments', 'runMessages', 'runBytes',
  'messages', 'bytes', 'inviter.said', 'inviter.kept', 'joiner.said', 'joiner.kept'
}
local OF_SEAT = {'run', 'attachment', 'renewed', 'away', 'held'}

local function said(room, role)
  return key('of-' .. role, room.name)
end

local function load(name)
  local hash = key('room', name)
  local size = redis.call('HLEN', hash)
  if size == 0 then
    return nil
  elseif size > MOST_FIELDS then
    error('not a room')
  end
  local fields = {}
  local flat = redis.call('HGETALL', hash)
  for i = 1, #flat, 2 do
    fields[flat[i]] = flat[i + 1]
  end
  local room = {name = name, ended = fields['ended'], dropped = fields['dropped']}
  for _, counter in ipairs(COUNTERS) do
    room[counter] = number(fields[counter])
  end
  for _, role in ipairs(ROLES) do
    if fields[role .. '.key'] then
      local seat = {role = role, key = fields[role .. '.key']}
      for _, field in ipairs(OF_SEAT) do
        seat[field] = number(fields[role .. '.' .. field])
      end
      room[role] = seat
    end
  end
  return room
end

local function create(name)
  local room = {name = name, fresh = true}
  for _, counter in ipairs(COUNTERS) do
    room[counter] = 0
  end
  room.opened = now
  room.changed = now
  room.run = 1
  room.attachments = now -- Above those of any former room of this name.
  redis.call('DEL', said(room, 'inviter'), said(room, 'joiner'))
  return room
end

local function openRooms()
  redis.call('ZREMRANGEBYSCORE', OPEN, '-inf', text(now))
  return redis.call('ZCARD', OPEN)
end

local function holdTime(room, role)
  if room.paired == 1 then
    return RULES.resumePaired
  elseif role == 'inviter' and not room.joiner then
    return RULES.resumeAlone
  end
  return RULES.resumeInRun
end

local function isPresent(seat)
  return seat ~= nil and seat.away == 0
end

local function expiry(room)
  return room.opened + (room.paired == 1 and RULES.pairedLife or RULES.life)
end

local function idleUntil(room)
  if not isMeeting(room.name) or isPresent(room.inviter) or isPresent(room.joiner) then
    return math.huge
  end
  return room.changed + RULES.meetingIdle
end

local function finish(room, why)
  room.ended = why
  room.changed = now
end

local function free(room, role)
  room.changed = now
  if room.paired == 1 or (role == 'inviter' and not isMeeting(room.name)) then
    finish(room, 'other_left')
  else
    room[role] = nil
  end
end

local function goAway(room, role, when)
  room[role].away = when
  room[role].held = when + holdTime(room, role)
  room.changed = math.max(room.changed, when)
end

-- Lets happen what was due, and says whether anything did.
local function settle(room)
  local happened = false
  if room.ended then
    return false
  elseif now >= expiry(room) then
    finish(room, 'expired')
    return true
  end
  for _, role in ipairs(ROLES) do
    local seat = room[role]
    if isPresent(seat) and now >= seat.renewed + RULES.presence then
      goAway(room, role, seat.renewed + RULES.presence)
      happened = true
    end
  end
  for _, role in ipairs(ROLES) do
    local seat = room[role]
    if not room.ended and seat and seat.away > 0 and now >= seat.held then
      free(room, role)
      happened = true
    end
  end
  if not room.ended and now >= idleUntil(room) then
    finish(room, 'gone')
    happened = true
  end
  return happened
end

-- When the keys of a room may end by themselves: after anything that could still happen in it.
local function keysUntil(room)
  if room.ended then
    return room.changed + REMEMBERED
  end
  local latest = room.changed + (isMeeting(room.name) and RULES.meetingIdle or 0)
  for _, role in ipairs(ROLES) do
    local seat = room[role]
    if isPresent(seat) then
      local hold = math.max(RULES.resumePaired, RULES.resumeAlone, RULES.resumeInRun)
      latest = math.max(latest, seat.renewed + RULES.presence + hold)
    elseif seat then
      latest = math.max(latest, seat.held)
    end
  end
  return math.min(latest, expiry(room)) + REMEMBERED
end

local function save(room)
  local hash = key('room', room.name)
  local flat = {}
  local function put(field, value)
    flat[#flat + 1] = field
    flat[#flat + 1] = value
  end
  for _, counter in ipairs(COUNTERS) do
    put(counter, text(room[counter]))
  end
  for _, role in ipairs(ROLES) do
    local seat = room[role]
    if seat then
      put(role .. '.key', seat.key)
      for _, field in ipairs(OF_SEAT) do
        put(role .. '.' .. field, text(seat[field]))
      end
    end
  end
  if room.ended then
    put('ended', room.ended)
  end
  if room.dropped then
    put('dropped', room.dropped)
  end
  local ends = text(keysUntil(room))
  redis.call('DEL', hash)
  redis.call('HSET', hash, unpack(flat))
  redis.call('PEXPIREAT', hash, ends)
  redis.call('PEXPIREAT', said(room, 'inviter'), ends)
  redis.call('PEXPIREAT', said(room, 'joiner'), ends)
  if room.ended then
    redis.call('ZREM', OPEN, room.name)
  else
    redis.call('ZADD', OPEN, ends, room.name)
    redis.call('PEXPIRE', OPEN, text(RULES.pairedLife + RULES.life + REMEMBERED))
  end
end

-- Those who sit in the room look at it.
local function wake(room)
  redis.call('PUBLISH', key('changed', room.name), NONE)
end

local function saveAndWake(room)
  save(room)
  wake(room)
end

local function emptyLogs(room)
  redis.call('DEL', said(room, 'inviter'), said(room, 'joiner'))
  for _, role in ipairs(ROLES) do
    room[role .. '.said'] = 0
    room[role .. '.kept'] = 0
  end
end

local function begin(room)
  room.run = room.run + 1
  room.runMessages = 0
  room.runBytes = 0
  emptyLogs(room)
  if room.joiner and room.joiner.run < room.run then
    room.dropped = room.joiner.key
    room.joiner = nil
  end
end

local function newSeat(role, digest, run)
  return {role = role, key = digest, run = run, attachment = 0, renewed = now, away = 0, held = 0}
end

local function attach(room, seat, taken)
  room.changed = now
  room.attachments = room.attachments + 1
  seat.attachment = room.attachments
  seat.renewed = now
  seat.away = 0
  seat.held = 0
  return {'entered', room.name, seat.role, text(seat.run), text(seat.attachment), text(taken)}
end

-- Takes a message into the log of who says it; else the room has relayed all it may.
local function say(room, role, payload)
  local size = #payload
  room.runMessages = room.runMessages + 1
  room.runBytes = room.runBytes + size
  room.messages = room.messages + 1
  room.bytes = room.bytes + size
  local fits
  if room.paired == 1 then
    fits = room.messages <= RULES.pairedMessages and room.bytes <= RULES.pairedBytes
  else
    fits = room.runMessages <= RULES.runMessages and room.runBytes <= RULES.runBytes
      and room.messages <= RULES.unpairedMessages and room.bytes <= RULES.unpairedBytes
  end
  if not fits or size > MOST_BYTES then
    finish(room, 'used_up')
    return false
  end
  local list = said(room, role)
  local length = redis.call('RPUSH', list, payload)
  room[role .. '.said'] = room[role .. '.said'] + 1
  room[role .. '.kept'] = room[role .. '.kept'] + size
  while length > RULES.logMessages or (room[role .. '.kept'] > RULES.logBytes and length > 1) do
    room[role .. '.kept'] = math.max(0, room[role .. '.kept'] - #redis.call('LPOP', list))
    length = length - 1
  end
  return true
end

local function sitAsInviter(room, digest, p0)
  room.paired = 0 -- Two who meet again in a paired meeting room begin anew.
  if room['inviter.said'] > 0 then
    begin(room)
  end
  room.inviter = newSeat('inviter', digest, room.run)
  room.begun = room.joiner and 1 or 0
  if not say(room, 'inviter', p0) then
    return refused('used_up')
  end
  return attach(room, room.inviter, 0)
end

local function sitAsJoiner(room, digest)
  if room.ended then
    return refused('gone')
  elseif not isMeeting(room.name) and (room.paired == 1 or room.joiner) then
    return refused('taken')
  end
  room.paired = 0
  room.joiner = newSeat('joiner', digest, room.begun == 1 and room.run + 1 or room.run)
  if room['inviter.said'] > 0 then
    room.begun = 1
  end
  return attach(room, room.joiner, 0)
end

-- What the other said after the first `seen`, or a first part of it; nil when it is not kept.
local function heard(room, role, seen)
  local other = OTHER[role]
  local list = said(room, other)
  local kept = redis.call('LLEN', list)
  local first = room[other .. '.said'] - kept
  if first < 0 then
    error('not a log of a room')
  elseif seen < first or seen > room[other .. '.said'] then
    return nil
  end
  local messages = {}
  local from = seen - first
  local bytes = 0
  while #messages < MOST_ANSWERED and from + #messages < kept do
    local message = redis.call('LINDEX', list, text(from + #messages))
    bytes = bytes + #message
    if #message > MOST_BYTES then
      error('not a message of a room')
    elseif bytes > MOST_ANSWERED_BYTES and #messages > 0 then
      break
    end
    messages[#messages + 1] = message
  end
  return messages
end

-- The one that holds the seat which the caller names, or nil and why not.
local function holder(room, role, run, attachment)
  local seat = room[role]
  if seat and seat.attachment == attachment then
    return seat, room.ended
  elseif role == 'joiner' and run < room.run then
    return nil, 'run_ended'
  end
  return nil, 'taken'
end

-- How an operation of a seat begins: ARGV are the room, the role, the run, the attachment.
local function enterSeat()
  local room = load(ARGV[1])
  if not room then
    return nil, nil, 'lost' -- Who sits in a room hears of its end while it is still remembered.
  end
  local happened = settle(room)
  local seat, why = holder(room, ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]))
  return room, seat, why, happened
end
