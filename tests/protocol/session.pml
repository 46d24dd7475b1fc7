/* The protocol of sessions and their supervisor against an exchange, a network and a user who may do their worst.
 *
 * The planner is no model: planner_table.h is recovery::step() itself, written out over all states and events.
 * What carries its plans out is written here as src/engine does it (managed_session.cpp, attempt.cpp), and the
 * exchange as its documents say. One tick of the clock is 30 s: HeartBtInt(108), and the window of attempts.
 * Time moves on when nothing else can happen, so that every wait is as long as it may be.
 *
 * SESSIONS of one account share NAMES and a budget of ATTEMPTS in a window; so many MISHAPS of any kind may come at
 * any moment. MUTANT_... breaks one rule of the client, to show that the check can fail.
 */
#include "planner_table.pml"

c_decl {
\#include "planner_table.h"
}

#ifndef SESSIONS
#define SESSIONS 2
#endif
#ifndef MISHAPS
#define MISHAPS 2
#endif
#define NAMES 2
#define ATTEMPTS 3
#define CONNECTIONS 4 /* SESSIONS, and those that only one side knows to be over */

#define HEARTBEAT 1
#define WINDOW 1
#define MARGIN 1 /* of ours over the exchange's: a message may be on its way for a tick */
/* of a name behind a close that the exchange has seen, and behind one that it may notice by our silence only */
#ifdef MUTANT_FORGETS_LOCK
#define LOCK_SEEN 0
#define LOCK_UNSEEN 0
#else
#define LOCK_SEEN (2 * HEARTBEAT + MARGIN)
#ifdef MUTANT_BELIEVES_ITS_CLOSE
#define LOCK_UNSEEN LOCK_SEEN
#else
#define LOCK_UNSEEN (4 * HEARTBEAT + MARGIN)
#endif
#endif
#define NONE 255

/* ---- the client: a planner's state and what waits for its time, for each session */
byte phase[SESSIONS], wanted[SESSIONS], planned[SESSIONS], endpoint_changes[SESSIONS], refused_logons[SESSIONS];
byte successor[SESSIONS];
byte attempt[SESSIONS] = NONE; /* its connection */
byte beside[SESSIONS] = NONE;  /* that of the attempt which is to take its place */
bit next[SESSIONS];            /* a connect is planned: */
byte due[SESSIONS];            /* so many ticks from now, */
bit other_name[SESSIONS];      /* and how it is named */
byte last_name[SESSIONS] = NONE;
bit stopped[SESSIONS];         /* by the user */

/* ---- shared by the sessions; the journal keeps it over a crash */
bit taken[NAMES];
byte our_lock[NAMES];
byte our_attempts[ATTEMPTS]; /* each spent for so many ticks more */

/* ---- connections as both ends see them */
mtype = { absent, opening, logging_on, up, logging_out, closing };
mtype = { logon, logout, fin, rst, accepted, refused, error, gap };
mtype ours[CONNECTIONS] = absent, theirs[CONNECTIONS] = absent;
byte owner[CONNECTIONS], name[CONNECTIONS];
bit logon_sent[CONNECTIONS], name_free[CONNECTIONS], blamed[CONNECTIONS];
byte our_wait[CONNECTIONS], their_wait[CONNECTIONS]; /* ticks to a deadline; 0: none */
bit our_alarm[CONNECTIONS], their_alarm[CONNECTIONS]; /* it has come */
bit cut[CONNECTIONS]; /* what is sent vanishes, and nobody says so */
bit held[CONNECTIONS]; /* nothing arrives before the next tick */
chan to_client[CONNECTIONS] = [7] of { mtype, byte };
chan to_exchange[CONNECTIONS] = [7] of { mtype };

/* ---- the exchange */
byte their_lock[NAMES];
byte their_attempts[ATTEMPTS + 1];
byte next_refusal = NONE; /* what the next Logon<A> is refused with */
byte mishaps = MISHAPS;

#define settled(s) (phase[s] == phase_up || phase[s] == phase_halted || (phase[s] == phase_idle && stopped[s]))

/* ---- the wire */
inline tell_exchange(c, what) {
    if
    :: !cut[c] && theirs[c] != absent -> assert(len(to_exchange[c]) < 7); to_exchange[c]!what
    :: else
    fi
}
inline tell_client(c, what, why) {
    if
    :: !cut[c] && ours[c] != absent -> assert(len(to_client[c]) < 7); to_client[c]!what,why
    :: else
    fi
}

/* ---- the planner: one row of the table. Leaves its actions in `act_...`. */
bit kept;
bit act_log_out, act_close, act_connect, act_connect_beside, act_switch_over, act_close_successor, act_promote;
byte again = NONE; /* what the planner is told next, before anybody else is heard */
byte least, most, at, ev; /* ticks; the session and the event of the row */

inline look_up(s, event) {
    at = s; ev = event;
    c_code {
        const struct planner_row *row =
            &planner[((((((now.phase[now.at] * 2 + now.wanted[now.at]) * 2 + now.planned[now.at]) * 2 +
                         now.endpoint_changes[now.at]) * 2 + now.successor[now.at]) * 3 +
                       now.refused_logons[now.at]) * planner_events) + now.ev];
        now.phase[now.at] = row->phase;
        now.wanted[now.at] = row->wanted;
        now.planned[now.at] = row->planned;
        now.endpoint_changes[now.at] = row->endpoint_changes;
        now.refused_logons[now.at] = row->refused_logons % 3; /* of no meaning once it has halted */
        now.successor[now.at] = row->successor;
        now.act_log_out = row->log_out;
        now.act_close = row->close;
        now.act_connect = row->connect;
        now.act_connect_beside = row->connect_beside;
        now.act_switch_over = row->switch_over;
        now.act_close_successor = row->close_successor;
        now.act_promote = row->promote_successor;
        now.least = (row->least_ms + 29999) / 30000;
        now.most = (row->most_ms + 29999) / 30000;
        if (row->connect) now.other_name[now.at] = row->other_name;
    };
    at = 0; ev = 0
}

/* ---- an attempt, as in attempt.cpp */
inline close_attempt(c) {
    if
    :: ours[c] == opening || ours[c] == logging_on || ours[c] == up -> ours[c] = closing; our_wait[c] = 0
    :: else
    fi
}
inline log_out_attempt(c) {
    if
    :: ours[c] == up ->
        ours[c] = logging_out;
#ifndef MUTANT_WAITS_FOR_EVER
        our_wait[c] = 1;
#endif
        tell_exchange(c, logout)
    :: else -> close_attempt(c)
    fi
}

/* ---- a session's next attempt: ManagedSession::try_next() and begin() */
byte pick, opened, spare;

#ifdef MUTANT_SHARES_NAMES
#define is_free(n) (our_lock[n] == 0)
#else
#define is_free(n) (!taken[n] && our_lock[n] == 0)
#endif
inline choose_name(s) { /* NameBook::take() */
    pick = NONE;
    if
    :: last_name[s] != NONE && !other_name[s] && is_free(last_name[s]) ->
        pick = last_name[s]
    :: else ->
        at = 0;
        do
        :: at == NAMES -> break
        :: at < NAMES && is_free(at) && (pick == NONE || pick == last_name[s]) -> pick = at; at++
        :: else -> at++
        od;
        at = 0
    fi
}
/* never above the budget, ours or theirs */
#define spend_attempt(book, size, ticks) \
    at = 0; \
    do \
    :: at == size -> break \
    :: at < size && book[at] == 0 -> book[at] = ticks; break \
    :: else -> at++ \
    od; \
    assert(at < size); \
    at = 0
inline free_connection() { /* in `ev` */
    ev = 0;
    do
    :: ev == CONNECTIONS || (ours[ev] == absent && theirs[ev] == absent) -> break
    :: else -> ev++
    od;
    assert(ev < CONNECTIONS) /* the model's own bound */
}
/* Takes a name, an attempt and a connection, which is in `opened` then. */
inline open_attempt(s) {
    free_connection();
    opened = ev; ev = 0;
    last_name[s] = pick;
    taken[pick] = 1;
    owner[opened] = s; name[opened] = pick; logon_sent[opened] = 0; name_free[opened] = 0; blamed[opened] = 0;
    cut[opened] = 0; held[opened] = 0; our_alarm[opened] = 0; their_alarm[opened] = 0;
    ours[opened] = opening;
    theirs[opened] = opening; their_wait[opened] = 1;
    pick = 0;
    spend_attempt(their_attempts, ATTEMPTS, WINDOW);
#ifndef MUTANT_FORGETS_BUDGET
    spend_attempt(our_attempts, ATTEMPTS, WINDOW + MARGIN)
#endif
}
inline begin(s) {
    assert(!stopped[s]); /* what the user has stopped does not begin again by itself */
    choose_name(s);
    open_attempt(s);
    attempt[s] = opened; opened = 0;
    next[s] = 0; due[s] = 0; other_name[s] = 0;
    look_up(s, on_timer);
    assert(phase[s] == phase_connecting)
}

#ifdef MUTANT_FORGETS_BUDGET
#define budget_left true
#else
#define budget_left (our_attempts[0] == 0 || our_attempts[1] == 0 || our_attempts[2] == 0)
#endif
#define name_left (is_free(0) || is_free(1))
/* ManagedSession::try_beside(): now or never. */
inline open_beside(s) {
    if
    :: budget_left && name_left ->
        other_name[s] = 1;
        choose_name(s);
        other_name[s] = 0;
        open_attempt(s);
        assert(beside[s] == NONE); /* no third */
        beside[s] = opened; opened = 0
    :: else -> again = on_successor_lost
    fi
}


/* ManagedSession::feed() */
inline feed(s, event) {
    ev = (event == on_error_news && phase[s] == phase_up && !successor[s] && name_left && budget_left -> 1 : 0);
    kept = ev; ev = 0;
    look_up(s, event);
    assert(!kept || phase[s] == phase_up); /* make before break: the old one stays until the new one is up */
    kept = 0;
    if
    :: !planned[s] -> next[s] = 0; due[s] = 0
    :: else
    fi;
    if
    :: act_close_successor && beside[s] != NONE -> close_attempt(beside[s]); beside[s] = NONE
    :: else
    fi;
    if
    :: act_promote ->
        attempt[s] = beside[s]; beside[s] = NONE;
        if
        :: attempt[s] != NONE && ours[attempt[s]] == logging_on -> again = on_connected
        :: else
        fi
    :: else
    fi;
    if
    :: act_switch_over -> /* the old one answers what it was asked, and leaves */
        assert(beside[s] != NONE && ours[beside[s]] == up); /* not before the new one is up */
        log_out_attempt(attempt[s]);
        attempt[s] = beside[s]; beside[s] = NONE
    :: else
    fi;
    if
    :: attempt[s] != NONE && act_log_out -> log_out_attempt(attempt[s])
    :: attempt[s] != NONE && act_close -> close_attempt(attempt[s])
    :: else
    fi;
    if
    :: act_connect ->
        next[s] = 1;
        if
        :: due[s] = least
        :: least != most -> due[s] = most
        fi
    :: else
    fi;
    if
    :: act_connect_beside -> open_beside(s)
    :: else
    fi;
    least = 0; most = 0;
    act_log_out = 0; act_close = 0; act_connect = 0;
    act_connect_beside = 0; act_switch_over = 0; act_close_successor = 0; act_promote = 0;
    if
    :: again != NONE -> ev = again; again = NONE; look_up(s, ev); ev = 0 /* plans nothing to be done */
    :: else
    fi;
    /* one attempt at most beside a session that is up, none beside any other, and the planner knows of it */
    assert(successor[s] == (beside[s] != NONE));
    assert(beside[s] == NONE || phase[s] == phase_up)
}

/* An event of an attempt, as far as it is the planner's: what becomes of one that is leaving does not matter. */
inline tell_planner(c, event) {
    if
    :: attempt[owner[c]] == c -> feed(owner[c], event)
    :: beside[owner[c]] == c && (event == on_error_lost || event == on_error_in_use) ->
        close_attempt(c); beside[owner[c]] = NONE;
        feed(owner[c], on_successor_lost)
    :: else
    fi
}
inline break_off(c) {
    blamed[c] = 1;
    log_out_attempt(c);
    tell_planner(c, on_error_lost)
}

/* The stream is over: ManagedSession::on_ended(). Never from within a call of the attempt. */
inline end_attempt(c, event, lock) {
    ours[c] = absent; our_wait[c] = 0; our_alarm[c] = 0;
    do
    :: to_client[c]?_,_
    :: empty(to_client[c]) -> break
    od;
    taken[name[c]] = 0;
    if
    :: logon_sent[c] && !name_free[c] -> our_lock[name[c]] = lock
    :: else -> our_lock[name[c]] = 0
    fi;
    if
    :: attempt[owner[c]] == c -> attempt[owner[c]] = NONE; feed(owner[c], event)
    :: beside[owner[c]] == c -> beside[owner[c]] = NONE; feed(owner[c], on_successor_lost)
    :: else /* it was leaving, or its process has crashed */
    fi
}

inline receive(c, what, why) {
    if
    :: what == accepted && ours[c] == logging_on ->
        ours[c] = up; our_wait[c] = 0;
        if
        :: attempt[owner[c]] == c -> feed(owner[c], on_logged_on)
        :: beside[owner[c]] == c -> feed(owner[c], on_successor_up)
        :: else
        fi
    :: what == refused && ours[c] == logging_on ->
        name_free[c] = (why != on_error_in_use); blamed[c] = 1;
        if
        :: attempt[owner[c]] == c -> feed(owner[c], why)
        :: else -> tell_planner(c, on_error_in_use)
        fi
    :: what == error && ours[c] == up && attempt[owner[c]] == c -> feed(owner[c], why)
    :: what == gap && ours[c] == up -> break_off(c)
    :: what == logout && ours[c] == logging_out -> name_free[c] = 1; ours[c] = closing; our_wait[c] = 0
    :: what == logout && ours[c] == up ->
        name_free[c] = 1; blamed[c] = 1; ours[c] = closing; our_wait[c] = 0;
        tell_exchange(c, logout);
        tell_planner(c, on_error_lost)
    :: what == fin || what == rst -> /* a reset may be somebody else's, on the way */
        spare = (what == fin -> LOCK_SEEN : LOCK_UNSEEN);
        if
        :: blamed[c] -> end_attempt(c, on_ended, spare)
        :: else -> end_attempt(c, on_ended_lost, spare)
        fi;
        spare = 0
    :: else /* read, and of no meaning now */
    fi
}

proctype attempt_of(byte c) {
    mtype what; byte why;
end:
    do
    :: atomic { !held[c] && len(to_client[c]) > 0 -> to_client[c]?what,why; receive(c, what, why); what = 0; why = 0 }
    :: atomic { ours[c] == opening ->
        ours[c] = logging_on; our_wait[c] = 1; logon_sent[c] = 1;
        tell_exchange(c, logon);
        if
        :: attempt[owner[c]] == c -> feed(owner[c], on_connected)
        :: else
        fi }
    :: atomic { ours[c] == opening && mishaps > 0 -> /* nobody listens, or the certificate is another's */
        mishaps--;
        theirs[c] = absent; their_wait[c] = 0;
        if
        :: end_attempt(c, on_ended_lost, LOCK_UNSEEN)
        :: end_attempt(c, on_ended_distrusted, LOCK_UNSEEN)
        fi }
    :: atomic { ours[c] == closing -> tell_exchange(c, fin); end_attempt(c, on_ended, LOCK_UNSEEN) }
#ifdef MUTANT_GIVES_UP_AT_ONCE
    :: atomic { ours[c] == logging_on -> break_off(c) }
#endif
    :: atomic { our_alarm[c] ->
        our_alarm[c] = 0;
        if
        :: ours[c] == logging_on || ours[c] == up -> break_off(c)
        :: ours[c] == logging_out -> ours[c] = closing
        :: else
        fi }
    od
}

proctype session(byte s) {
end:
    do
    :: atomic { next[s] && due[s] == 0 && attempt[s] == NONE && budget_left && name_left -> begin(s) }
    od
}

/* ---- the exchange's end of a connection */
inline leave(c, ticks) {
    if
    :: theirs[c] == up -> their_lock[name[c]] = ticks
    :: else
    fi;
    theirs[c] = absent; their_wait[c] = 0; their_alarm[c] = 0;
    do
    :: to_exchange[c]?_
    :: empty(to_exchange[c]) -> break
    od
}
inline answer_logon(c) {
    if
    :: next_refusal != NONE ->
        tell_client(c, refused, next_refusal); tell_client(c, fin, 0);
        next_refusal = NONE;
        leave(c, 0)
    :: else ->
        /* never inside a name's lock, at most one live session per name */
        assert(their_lock[name[c]] == 0);
        at = 0;
        do
        :: at == CONNECTIONS -> break
        :: else -> assert(at == c || theirs[at] != up || name[at] != name[c]); at++
        od;
        at = 0;
        theirs[c] = up; their_wait[c] = 0;
        tell_client(c, accepted, 0)
    fi
}

proctype exchange_of(byte c) {
    mtype what;
end:
    do
    :: atomic { !held[c] && len(to_exchange[c]) > 0 -> to_exchange[c]?what;
        if
        :: what == logon && theirs[c] == opening -> answer_logon(c)
        :: what == logout && theirs[c] == up -> tell_client(c, logout, 0); tell_client(c, fin, 0); leave(c, 0)
        :: what == fin || what == rst -> leave(c, 2 * HEARTBEAT)
        :: else
        fi;
        what = 0 }
    :: atomic { their_alarm[c] -> /* no Logon<A>, or silence */
        their_alarm[c] = 0;
        if
        :: theirs[c] == up && cut[c] -> leave(c, 2 * HEARTBEAT) /* nobody hears its Logout<5> */
        :: theirs[c] == up && !cut[c] -> tell_client(c, logout, 0); tell_client(c, fin, 0); leave(c, 0)
        :: else -> tell_client(c, fin, 0); leave(c, 0)
        fi }
    od
}

/* ---- what may go wrong, at any moment and to any connection */
inline reset_connection(c, client_hears, exchange_hears) {
    do
    :: to_client[c]?_,_
    :: to_exchange[c]?_
    :: empty(to_client[c]) && empty(to_exchange[c]) -> break
    od;
    if
    :: client_hears && ours[c] != absent -> to_client[c]!rst,0
    :: !client_hears && ours[c] == up -> our_wait[c] = 2 * HEARTBEAT /* it will ask, and hear nothing */
    :: else
    fi;
    if
    :: exchange_hears && theirs[c] != absent -> to_exchange[c]!rst
    :: !exchange_hears && theirs[c] == up -> their_wait[c] = 2 * HEARTBEAT
    :: else
    fi;
    cut[c] = 1
}

#define stands(c) (ours[c] != absent && ours[c] != opening && !cut[c])
#define works(c) (theirs[c] == up && ours[c] == up && !cut[c])

proctype fate(byte c) {
end:
    do
    :: atomic { mishaps > 0 && stands(c) ->
        mishaps--;
        if
        :: true -> reset_connection(c, 1, 1)
        :: true -> reset_connection(c, 1, 0)
        :: true -> reset_connection(c, 0, 1)
        :: true -> reset_connection(c, 0, 0)
        :: held[c] = 1
        fi }
    :: atomic { mishaps > 0 && works(c) ->
        mishaps--;
        if
        :: true -> tell_client(c, logout, 0); tell_client(c, fin, 0); leave(c, 0)
        :: true -> tell_client(c, fin, 0); leave(c, 2 * HEARTBEAT)
        :: true -> tell_client(c, gap, 0)
        :: true -> tell_client(c, error, on_error_news)
        :: true -> tell_client(c, error, on_error_news); tell_client(c, fin, 0); leave(c, 2 * HEARTBEAT)
        :: true -> tell_client(c, error, on_error_too_many_messages); tell_client(c, logout, 0); tell_client(c, fin, 0);
           leave(c, 0)
        :: true -> tell_client(c, error, on_error_unavailable)
        fi }
    :: atomic { mishaps > 0 && theirs[c] == opening && next_refusal == NONE ->
        mishaps--;
        if
        :: next_refusal = on_error_in_use
        :: next_refusal = on_error_bad_signature
        :: next_refusal = on_error_too_many_connections
        :: next_refusal = on_error_clock
        :: next_refusal = on_error_unavailable
        fi }
    od
}

/* kill -9: the system closes the streams, the journal knows names and attempts, and all is started again. */
inline crash() {
    s = 0;
    do
    :: s == SESSIONS -> break
    :: else ->
        phase[s] = phase_idle; wanted[s] = 0; planned[s] = 0; endpoint_changes[s] = 0; refused_logons[s] = 0;
        attempt[s] = NONE; beside[s] = NONE; successor[s] = 0;
        next[s] = 0; due[s] = 0; other_name[s] = 0; last_name[s] = NONE;
        s++
    od;
    s = 0;
    do
    :: s == CONNECTIONS -> break
    :: s < CONNECTIONS && ours[s] != absent ->
        tell_exchange(s, fin);
        name_free[s] = 0; logon_sent[s] = 1;
        end_attempt(s, on_ended, LOCK_UNSEEN);
        s++
    :: else -> s++
    od;
#ifdef MUTANT_FORGETS_JOURNAL
    s = 0;
    do
    :: s == NAMES -> break
    :: else -> our_lock[s] = 0; s++
    od;
#endif
    s = 0;
    do
    :: s == SESSIONS -> break
    :: else -> feed(s, on_start); s++
    od;
    s = 0
}

/* ---- the user, who may change his mind once, and whose process may die once */
proctype user() {
    byte s;
    s = 0;
    do
    :: s < SESSIONS -> atomic { feed(s, on_start); s++ }
    :: else -> break
    od;
    s = 0;
    if
    :: atomic { stopped[s] = 1; feed(s, on_stop) };
       if
       :: atomic { stopped[s] = 0; feed(s, on_start) }
       :: skip
       fi
    :: atomic { mishaps > 0 -> mishaps--; crash() }
    :: skip
    fi
}

/* ---- time: moves on when nothing else can happen, and stands still when nothing waits for it */
inline count_down(timer) {
    if
    :: timer > 0 -> timer--
    :: else
    fi
}
inline count_down_alarm(timer, alarm) {
    if
    :: timer == 1 -> timer = 0; alarm = 1
    :: timer > 1 -> timer--
    :: else
    fi
}
bit waiting;
inline waits(timer) { waiting = waiting || timer > 0 }

proctype clock() {
    byte i;
    do
    :: atomic { timeout ->
        waiting = 0;
        for (i : 0 .. CONNECTIONS - 1) { waits(our_wait[i]); waits(their_wait[i]); waits(held[i]) }
        for (i : 0 .. SESSIONS - 1) { waits(due[i]) }
        for (i : 0 .. NAMES - 1) { waits(our_lock[i]); waits(their_lock[i]) }
        for (i : 0 .. ATTEMPTS - 1) { waits(our_attempts[i]); waits(their_attempts[i]) }
        i = 0;
        if
        :: waiting
        :: else -> break
        fi;
        waiting = 0;
        for (i : 0 .. CONNECTIONS - 1) {
            count_down_alarm(our_wait[i], our_alarm[i]);
            count_down_alarm(their_wait[i], their_alarm[i]);
            held[i] = 0
        }
        for (i : 0 .. SESSIONS - 1) { count_down(due[i]) }
        for (i : 0 .. NAMES - 1) { count_down(our_lock[i]); count_down(their_lock[i]) }
        for (i : 0 .. ATTEMPTS - 1) { count_down(our_attempts[i]); count_down(their_attempts[i]) }
        i = 0 }
    od;
    /* no deadlock: where nobody waits for anything, everybody is where he wants to be */
    for (i : 0 .. SESSIONS - 1) { assert(settled(i)) }
}

init {
    byte i;
    atomic {
        for (i : 0 .. CONNECTIONS - 1) { run attempt_of(i); run exchange_of(i); run fate(i) }
        for (i : 0 .. SESSIONS - 1) { run session(i) }
        run user();
        run clock()
    }
}

#if SESSIONS == 1
ltl logs_on_or_halts { []<> settled(0) }
#else
ltl logs_on_or_halts { []<> settled(0) && []<> settled(1) }
#endif
