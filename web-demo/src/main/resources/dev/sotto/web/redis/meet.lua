-- A seat of a meeting room. ARGV: the room, the role, the digest of the key, P0 of an inviter.

local room = load(ARGV[1])
if room then
  settle(room)
end
if not room or room.ended then
  if openRooms() >= RULES.rooms then
    return refused('busy')
  end
  room = create(ARGV[1])
end
local answer
if ARGV[2] == 'inviter' then
  answer = sitAsInviter(room, ARGV[3], ARGV[4])
else
  answer = sitAsJoiner(room, ARGV[3])
end
saveAndWake(room)
return answer
