-- A seat taken back. ARGV: the room, the digest of the key, how many messages its peer has.

local room = load(ARGV[1])
if not room then
  return refused('gone')
end
local digest = ARGV[2]
local happened = settle(room)
local answer
local seat
for _, role in ipairs(ROLES) do
  if not seat and room[role] and room[role].key == digest then
    seat = room[role]
  end
end
if room.ended then
  answer = refused(seat and room.ended or 'gone')
elseif not seat then
  answer = refused(room.dropped == digest and 'run_ended' or 'gone')
elseif seat.run > room.run then
  answer = attach(room, seat, 0) -- It waits: what is there was said by the joiner before.
elseif not heard(room, seat.role, tonumber(ARGV[3])) then
  answer = refused('gone')
else
  local taken = room[seat.role .. '.said']
  answer = attach(room, seat, seat.role == 'inviter' and taken - 1 or taken)
end
if happened or answer[1] == 'entered' then
  saveAndWake(room)
end
return answer
