/*
 * A CPU writes through an old entry of its TLB while another takes a write fault: the race of bug H8, for SPIN.
 *
 * The facts, in this project's words. One process, one private anonymous page, NCPU CPUs. UFFDIO_WRITEPROTECT and the call that lifts
 * the protection hold mmap_lock for reading, as write faults do, so that all of them go on side by side. Both calls change the entry under
 * the lock of the page table, with mm->tlb_flush_pending raised, and flush at their end. The one that lifts the protection makes the entry
 * anew from vm_page_prot, which lets nobody write to private memory: it leaves the entry read-only too, while a TLB may still have it
 * writable. A write fault on a read-only entry without the mark copies the page if more than the entry refers to it, which a pin stands
 * for. Linux 5.11 makes that copy whatever TLBs hold; with MENDED, Linux 5.12 (6ce64428d620), the fault first flushes if a flush is pending.
 *
 * A CPU stands for what its TLB holds: a call can be preempted before its flush, and another thread of the process write there.
 *
 * One state is what the explorer takes for one state, of kernel('5.11') or kernel('5.12'), of the mapping anon, with the operations write,
 * write-tlb, uffd-wp, uffd-wp-resolve and pin. One step is one of its transitions: a whole call or fault, or its half up to the flush or
 * the copy, or the rest of it. There, CPUs are alike; here each order of them is a state of its own. Left out is what follows from the
 * rest: mmap_lock, held by whoever is in the middle of something; bits of the entry that are set whenever there is one; the anon_vma.
 * bench/spin/agreement.ts compares the states and the steps of both and wants them to be the same.
 */
#ifndef NCPU
#define NCPU 2
#endif
#define NPAGE NCPU /* the page of the entry, and one for each other CPU that still copies an older one */

#define IDLE       0
#define PROTECTING 1
#define RESOLVING  2
#define COPYING    3

bool present;          /* the entry maps a page, which has the number 1; older pages have other numbers */
bool writable;         /* _PAGE_RW */
bool marked;           /* _PAGE_UFFD_WP */
bool registered;       /* VM_UFFD_WP */
byte pending;          /* mm->tlb_flush_pending */
bool armed;            /* whoever asked for protection relies on it */
bool pinned[NPAGE];    /* more than the entry refers to the page */
bool newest[NPAGE];    /* it has what the process wrote last */
byte tlb[NCPU];        /* the page that the TLB of the CPU lets it write to; 0 for none */
byte hand[NCPU];       /* what the CPU is in the middle of */
bool due[NCPU];        /* it owes a flush */
byte orig[NCPU];       /* the page that it copies */
bool kept[NCPU];       /* that copy has what the process wrote last */
bool stale[NCPU];      /* another CPU could write to that page when the copy was begun */

/* Of one step alone. */
hidden byte i;
hidden byte fresh;
hidden byte lost;

#define PINNED(page) pinned[(page) - 1]
#define NEWEST(page) newest[(page) - 1]

/* With SHOW each step is printed: its name, its CPU, the state before it, the state after it, and whether a write was lost. */
#ifdef SHOW
c_code {
  static void show(void) {
    int n;
    printf("|%d %d %d %d %d %d", now.present, now.writable, now.marked, now.registered, now.pending, now.armed);
    for (n = 0; n < NPAGE; n++) printf(" %d %d", now.pinned[n], now.newest[n]);
    for (n = 0; n < NCPU; n++)
      printf(",%d %d %d %d %d %d", now.tlb[n], now.hand[n], now.due[n], now.orig[n], now.kept[n], now.stale[n]);
  }
};
#define START(name) lost = false; c_code { printf("step|%s|%d", name, PCpu->_pid); show(); }
#define END         forget(); c_code { show(); printf("|%d\n", lost); }; assert(!lost)
#else
#define START(name) lost = false
#define END         forget(); assert(!lost)
#endif

inline flush_tlbs() {
  for (i : 0 .. NCPU - 1) { tlb[i] = 0 }
}

/* The process has written to a page: no other one has that, nor a copy that is being made. */
inline wrote(page) {
  for (i : 0 .. NPAGE - 1) { newest[i] = (i + 1 == page) };
  for (i : 0 .. NCPU - 1) { kept[i] = false };
  lost = lost || page != 1;
  armed = false
}

/* The processor writes through the entry and remembers it. */
inline by_entry(me) {
  tlb[me] = 1;
  wrote(1)
}

/* Sets i to the first CPU that still has to do with a page, to NCPU if none has. */
inline find_user(page) {
  i = 0;
  do
  :: i < NCPU && tlb[i] != page && orig[i] != page -> i++
  :: else -> break
  od
}

/* The entry maps another page from now on, which is number 1: the old one gets the first number that is free. */
inline renumber() {
  fresh = 2;
  do
  :: fresh <= NPAGE ->
       find_user(fresh);
       if
       :: i < NCPU -> fresh++
       :: else -> break
       fi
  :: else -> break
  od;
  if
  :: fresh <= NPAGE -> PINNED(fresh) = PINNED(1); NEWEST(fresh) = NEWEST(1)
  :: else
  fi;
  for (i : 0 .. NCPU - 1) {
    if :: orig[i] == 1 -> orig[i] = fresh :: else fi
  };
  PINNED(1) = false
}

/* What nobody has to do with any more is not remembered. */
inline forget() {
  for (fresh : 2 .. NPAGE) {
    find_user(fresh);
    if
    :: i == NCPU -> PINNED(fresh) = false; NEWEST(fresh) = false
    :: else
    fi
  }
}

/* The copy is mapped, after ptep_clear_flush() of the old entry. It lacks a write if `has` is false, or if a CPU goes on writing. */
inline map_copy(me, has, others) {
  lost = lost || others || !has;
  flush_tlbs();
  orig[me] = 0;
  renumber();
  writable = true;
  by_entry(me)
}

/* Sets i to the first CPU that can write to the page of the entry through its TLB, to NCPU if none can. */
inline find_writer() {
  i = 0;
  do
  :: i < NCPU && tlb[i] != 1 -> i++
  :: else -> break
  od
}

/* do_wp_page(): the entry is read-only and not marked. */
inline wp_page(me, stops) {
#ifdef MENDED
  if :: registered && pending > 0 -> flush_tlbs() :: else fi;
#endif
  if
  :: !PINNED(1) -> writable = true; by_entry(me)
  :: else ->
       find_writer();
       if
       :: stops -> hand[me] = COPYING; orig[me] = 1; kept[me] = NEWEST(1); stale[me] = i < NCPU
       :: else -> map_copy(me, NEWEST(1), i < NCPU)
       fi
  fi
}

/* A write; if `stops` is true it ends where a page has to be copied. A fault drops what the TLB of its CPU has. */
inline write(me, stops) {
  if
  :: writable -> by_entry(me)
  :: !present -> present = true; writable = true; by_entry(me)
  :: present && !writable && marked -> tlb[me] = 0 /* handle_userfault(): the thread waits */
  :: present && !writable && !marked -> tlb[me] = 0; wp_page(me, stops)
  fi
}

/* pte_same(): if the entry has changed since the copy was begun, the fault is taken again. */
inline copy_end(me) {
  if
  :: orig[me] == 1 && !writable && !marked -> map_copy(me, kept[me], stale[me])
  :: else -> orig[me] = 0; write(me, false)
  fi;
  hand[me] = IDLE; kept[me] = false; stale[me] = false
}

/* change_protection(): the entry is read-only afterwards, and marked or not. */
inline change(me, what, mark) {
  pending++;
  hand[me] = what;
  if
  :: present -> writable = false; marked = mark; due[me] = true
  :: else
  fi
}

inline end_change(me) {
  if :: due[me] -> flush_tlbs() :: else fi;
  due[me] = false;
  pending--;
  hand[me] = IDLE
}

inline protect(me) {
  registered = true;
  change(me, PROTECTING, true)
}

inline end_protect(me) {
  armed = marked && (armed || due[me]);
  end_change(me)
}

inline resolve(me) {
  if
  :: registered -> armed = false; change(me, RESOLVING, false)
  :: else /* -ENOENT */
  fi
}

#define ME   _pid
#define DOES hand[ME] ==

active [NCPU] proctype Cpu() {
  do
  :: d_step { DOES IDLE -> START("write"); write(ME, false); END }
  :: d_step { DOES IDLE -> START("copy-begin"); write(ME, true); END }
  :: d_step { DOES COPYING -> START("copy-end"); copy_end(ME); END }
  :: d_step { DOES IDLE && tlb[ME] != 0 -> START("write-tlb"); wrote(tlb[ME]); END }
  :: d_step { DOES IDLE -> START("uffd-wp"); protect(ME); end_protect(ME); END }
  :: d_step { DOES IDLE -> START("uffd-wp-begin"); protect(ME); END }
  :: d_step { DOES PROTECTING -> START("uffd-wp-end"); end_protect(ME); END }
  :: d_step { DOES IDLE -> START("uffd-wp-resolve"); resolve(ME); if :: DOES RESOLVING -> end_change(ME) :: else fi; END }
  :: d_step { DOES IDLE -> START("uffd-wp-resolve-begin"); resolve(ME); END }
  :: d_step { DOES RESOLVING -> START("uffd-wp-resolve-end"); end_change(ME); END }
  :: d_step { DOES IDLE -> START("pin"); if :: present -> PINNED(1) = true :: else fi; END }
  od
}
