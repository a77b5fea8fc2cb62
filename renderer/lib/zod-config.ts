import { z } from 'zod';

// Compiled parsers need eval, which the page's content security policy forbids (and reports).
z.config({ jitless: true });
