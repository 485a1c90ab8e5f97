package dev.sotto.turn;

import dev.sotto.address.TransportAddress;

/** A channel number and the peer it stands for, for the whole life of the allocation. */
record Channel(int number, TransportAddress peer, Lease lease) {}
